import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import type { DeclaredTable, Retention } from '../../../platform/privacy/declare-table.js';
import { register } from '../register/register.js';
import { columnName, metadataOf, tableName } from '../register/register-sql.js';

/** Lets go of everything whose time, as the register states it, is over. */
@Injectable()
export class Purge implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('purge-personal-data', '17 3 * * *', () => this.run());
  }

  /** Each table in a transaction of its own: one that fails keeps nothing else. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const table of register) {
      for (const retention of (table.retention ?? []).filter(({ elsewhere }) => !elsewhere)) {
        await inTransaction(this.database, (manager) => this.apply(manager, table, retention)).catch((error: unknown) =>
          failures.push(error),
        );
      }
    }
    // Counted in milliseconds since 1970, as the library that writes them does.
    await this.database.query('DELETE FROM rate_limit WHERE expire < $1', [this.clock.now().getTime()]);
    if (failures.length > 0) throw new AggregateError(failures, 'Some tables were not purged.');
  }

  private async apply(
    manager: EntityManager,
    table: DeclaredTable,
    { days, since, where, clear }: Retention<Record<string, unknown>>,
  ): Promise<void> {
    const metadata = metadataOf(manager, table);
    const name = (property: string): string => columnName(metadata, property);
    const over = `${name(since)} <= $1 AND (${where ?? 'true'})`;
    const deadline = new Date(this.clock.now().getTime() - days * DAY);
    if (clear === undefined) {
      await manager.query(`DELETE FROM ${tableName(metadata)} WHERE ${over}`, [deadline]);
      return;
    }
    await manager.query(`SET LOCAL ronron.redacting = 'on'`);
    const still = clear.map((property) => `${name(property)} IS NOT NULL`).join(' OR ');
    const sets = clear.map((property) => `${name(property)} = NULL`).join(', ');
    await manager.query(`UPDATE ${tableName(metadata)} SET ${sets} WHERE ${over} AND (${still})`, [deadline]);
  }
}
