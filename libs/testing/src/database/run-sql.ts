import { Client } from 'pg';

/** Runs statements on a database that a measurement or a test made; returns the rows of the last one. */
export async function runSql(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return [await client.query<Record<string, unknown>>(sql)].flat().at(-1)!.rows;
  } finally {
    await client.end();
  }
}
