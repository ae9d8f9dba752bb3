import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../database/in-transaction.js';
import { SealedColumns, type SealedColumn } from './sealed-columns.js';
import { SecretBox } from './secret-box.js';

const BATCH = 100;

export interface Rotation {
  readonly sealedAnew: number;
  readonly alreadyCurrent: number;
}

/** Seals every stored secret with the current key, so that an old key can be thrown away. */
@Injectable()
export class SecretsRotation {
  constructor(
    private readonly database: DataSource,
    private readonly box: SecretBox,
    private readonly sealed: SealedColumns,
  ) {}

  /**
   * Safe to repeat and to interrupt: each batch is a transaction of its own, and what is sealed with the current key
   * already is left as it is.
   * @throws Error when a secret was sealed with a key that is neither the current one nor an old one.
   */
  async rotate(): Promise<Rotation> {
    let sealedAnew = 0;
    let alreadyCurrent = 0;
    for (const column of this.sealed.columns) {
      for (let after: string | null = null; ;) {
        const batch = await this.rotateBatch(column, after);
        if (batch === null) break;
        after = batch.last;
        sealedAnew += batch.sealedAnew;
        alreadyCurrent += batch.alreadyCurrent;
      }
    }
    return { sealedAnew, alreadyCurrent };
  }

  private async rotateBatch(
    { table, column, key, context, lookup }: SealedColumn,
    after: string | null,
  ): Promise<(Rotation & { readonly last: string }) | null> {
    return inTransaction(this.database, async (manager) => {
      const rows = await manager.query<{ key: string; sealed: string }[]>(
        `SELECT ${key}::text AS key, ${column} AS sealed FROM ${table}
         WHERE ${column} IS NOT NULL AND ($1::text IS NULL OR ${key}::text > $1)
         ORDER BY ${key}::text LIMIT ${BATCH} FOR UPDATE`,
        [after],
      );
      const outdated = rows.filter((row) => this.box.isOutdated(row.sealed));
      for (const row of outdated) {
        const opened = this.box.open(row.sealed, context(row.key));
        const anew = this.box.seal(opened, context(row.key));
        await manager.query(`UPDATE ${table} SET ${column} = $2 WHERE ${key}::text = $1`, [row.key, anew]);
        if (lookup === undefined) continue;
        const found = lookup.of(opened);
        await manager.query(`UPDATE ${table} SET ${lookup.column} = $2 WHERE ${key}::text = $1`, [row.key, found]);
      }
      const last = rows.at(-1)?.key;
      if (last === undefined) return null;
      return { last, sealedAnew: outdated.length, alreadyCurrent: rows.length - outdated.length };
    });
  }
}
