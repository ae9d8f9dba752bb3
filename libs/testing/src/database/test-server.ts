import { startLocalPostgres } from '@ronron/local-postgres';
import { Client } from 'pg';
import { dropDatabase } from './drop-database.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestServer {
  /** A role that may create databases; the path names a database that always exists. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** Speed over safety: what a power cut would break is thrown away anyway. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
};

/** The PostgreSQL of one run of the tests: the given one, or one of its own in a folder that goes away with it. */
export async function startTestServer(givenUrl: string | undefined): Promise<TestServer> {
  if (givenUrl !== undefined) return { adminUrl: givenUrl, stop: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'ronron-test-server-'));
  try {
    const local = await startLocalPostgres({
      dataDir: join(folder, 'postgres'),
      database: 'admin',
      settings: SETTINGS,
    });
    const stop = async (): Promise<void> => {
      await local.stop();
      await rm(folder, { recursive: true, force: true });
    };
    return { adminUrl: local.url, stop };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * An empty database for the template that test databases are cloned from.
 * @param name an identifier that needs no quotes.
 */
export async function createTemplate(adminUrl: string, name: string): Promise<{ url: string; drop(): Promise<void> }> {
  const asAdmin = async (work: (client: Client) => Promise<unknown>): Promise<void> => {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  };
  await asAdmin(async (client) => {
    await dropDatabase(client, name);
    await client.query(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin((client) => dropDatabase(client, name)) };
}
