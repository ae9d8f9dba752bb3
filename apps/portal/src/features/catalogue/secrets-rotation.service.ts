import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { ServiceConnectors } from './service-connectors.service.js';

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
  ) {}

  /**
   * Safe to repeat and to interrupt: each batch is a transaction of its own, and what is sealed with the current key
   * already is left as it is.
   * @throws Error when a secret was sealed with a key that is neither the current one nor an old one.
   */
  async rotate(): Promise<Rotation> {
    let after = '00000000-0000-0000-0000-000000000000';
    let sealedAnew = 0;
    let alreadyCurrent = 0;
    for (;;) {
      const batch = await this.rotateBatch(after);
      if (batch === null) return { sealedAnew, alreadyCurrent };
      after = batch.last;
      sealedAnew += batch.sealedAnew;
      alreadyCurrent += batch.alreadyCurrent;
    }
  }

  private async rotateBatch(after: string): Promise<(Rotation & { readonly last: string }) | null> {
    return inTransaction(this.database, async (manager) => {
      const rows = await manager.query<{ id: string; connector_secrets: string }[]>(
        `SELECT id, connector_secrets FROM service WHERE connector_secrets IS NOT NULL AND id > $1
         ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
        [after],
      );
      const outdated = rows.filter((row) => this.box.isOutdated(row.connector_secrets));
      for (const { id, connector_secrets: sealed } of outdated) {
        const context = ServiceConnectors.context(id);
        const anew = this.box.seal(this.box.open(sealed, context), context);
        await manager.query('UPDATE service SET connector_secrets = $2 WHERE id = $1', [id, anew]);
      }
      const last = rows.at(-1)?.id;
      if (last === undefined) return null;
      return { last, sealedAnew: outdated.length, alreadyCurrent: rows.length - outdated.length };
    });
  }
}
