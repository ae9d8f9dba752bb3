import { Client } from 'pg';
import { dropDatabase } from './drop-database.js';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function asAdmin<Value>(adminUrl: string, work: (client: Client) => Promise<Value>): Promise<Value> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * A database of its own for one test file, cloned from the template that holds the migrated schema. Two files that clone at
 * once take turns: PostgreSQL refuses a template that is being read.
 */
export async function createTestDatabase(options: {
  readonly adminUrl: string;
  readonly template: string;
  readonly name: string;
}): Promise<TestDatabase> {
  const { adminUrl, template, name } = options;
  await asAdmin(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    await dropDatabase(client, name);
    await client.query(
      `CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE ${client.escapeIdentifier(template)}`,
    );
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => asAdmin(adminUrl, (client) => dropDatabase(client, name)),
  };
}
