import { fileURLToPath } from 'node:url';
import type { DataSourceOptions } from 'typeorm';
import { SnakeNaming } from './snake-naming.js';

/** What every connection of the portal shares. The schema only ever changes by migrations. */
export function dataSourceOptions(
  url: string,
  entities: DataSourceOptions['entities'],
  poolSize = 16,
): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities,
    migrations: [fileURLToPath(new URL('../../migrations/*.js', import.meta.url))],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    poolSize,
    applicationName: 'ronron',
    connectTimeoutMS: 10_000,
    // A statement that takes longer than this is a bug or an attack; migrations lift the limit for themselves.
    extra: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 },
  };
}
