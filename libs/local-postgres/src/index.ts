export { LocalPostgresError, type LocalPostgresProblem } from './local-postgres-error.js';
export { startLocalPostgres, type LocalPostgres, type LocalPostgresOptions } from './start-local-postgres.js';
