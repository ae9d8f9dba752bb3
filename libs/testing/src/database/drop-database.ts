import type { Client } from 'pg';

/**
 * Drops a database that may still be in use. Our own sessions are ended by name: `WITH (FORCE)` also ends autovacuum workers,
 * which PostgreSQL allows to superusers only, whereas a plain `DROP DATABASE` asks such a worker to leave and waits for it.
 * @param name as it stands in the catalogue, unquoted.
 */
export async function dropDatabase(client: Client, name: string): Promise<void> {
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = current_user',
    [name],
  );
  await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)}`);
}
