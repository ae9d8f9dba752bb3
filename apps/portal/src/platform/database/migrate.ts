import { runMigrations as runQueueMigrations } from 'graphile-worker';
import type { DataSource } from 'typeorm';
import type { Pool } from 'pg';

/** Any number that no other program uses on the same database: "ronron" in ASCII. */
const MIGRATION_LOCK = 0x726f6e726f6en;

/** The pg pool under a TypeORM data source: for libraries that speak pg (queue, sessions, rate limits). */
export function poolOf(database: DataSource): Pool {
  return (database.driver as unknown as { master: Pool }).master;
}

/**
 * Brings the schema up to date, the portal's and the queue's, once: processes that start together wait for the lock
 * and find nothing left to do.
 * @returns the names of the migrations that this call ran.
 */
export async function migrate(database: DataSource): Promise<string[]> {
  const runner = database.createQueryRunner();
  try {
    await runner.connect();
    await runner.query('SET statement_timeout = 0');
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK.toString()]);
    try {
      const done = await database.runMigrations({ transaction: 'each' });
      await runQueueMigrations({ pgPool: poolOf(database) });
      return done.map((migration) => migration.name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK.toString()]);
    }
  } finally {
    await runner.query('RESET statement_timeout').catch(() => undefined);
    await runner.release();
  }
}

/** The SQL by which entities and migrations differ: empty when every change of the schema has its migration. */
export async function schemaDifference(database: DataSource): Promise<string[]> {
  const { upQueries } = await database.driver.createSchemaBuilder().log();
  return upQueries.map((query) => query.query);
}
