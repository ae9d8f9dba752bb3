import {
  createTestDatabase,
  PageClient,
  startPortalProcess,
  startTestServer,
  type PortalProcess,
} from '@ronron/testing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addLargeCommune } from './large-commune.js';
import { startBareProcess, type BareProcess } from './bare-process.js';

/** The password of every account of the demonstration. */
export const DEMO_PASSWORD = 'ronron-ronron-ronron';

/** The accounts of the demonstration that sign in; several, since attempts on one account at once are limited. */
export const DEMO_EMAILS = ['resident', 'asso', 'operateur', 'editeur', 'admin', 'voisin1', 'voisin2', 'voisin3'].map(
  (name) => `${name}@demo.example`,
);

/** Pages are what is measured, not jobs beside them. */
const WEB_ONLY = ['start', '--only', 'web'];

/** As a town runs it: behind a proxy, which is how requests from many addresses come. No mail is sent. */
const PRODUCTION = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://bench.example',
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'Ronron <ronron@bench.example>',
  TRUSTED_PROXIES: '127.0.0.1,::1',
};

/** What the proxy adds to a visitor's request. */
export const FROM_PROXY = { 'x-forwarded-proto': 'https' };

const SESSION_COOKIE = '__Host-ronron';

/** By which a browser is known that signed in before. */
export const DEVICE_COOKIE = '__Host-appareil';

/** The two servers, each in its own process, on this machine only. */
export interface Stage {
  readonly portal: PortalProcess;
  readonly bare: BareProcess;
  readonly databaseUrl: string;
  /** What another process of the portal is given. */
  readonly environment: Readonly<Record<string, string>>;
  strike(): Promise<void>;
}

/**
 * Starts a portal as in production, on a new database that the demonstration was put into, and the bare server beside it.
 * @param databaseUrl a role that may create databases; undefined starts a PostgreSQL that goes away again.
 */
export async function setStage(databaseUrl: string | undefined): Promise<Stage> {
  const undo: (() => Promise<unknown>)[] = [];
  const undoAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  let struck: Promise<void> | null = null;
  // Who comes second, after Ctrl-C, waits for the first to finish.
  const strike = (): Promise<void> => (struck ??= undoAll());
  try {
    const folder = await mkdtemp(join(tmpdir(), 'ronron-bench-'));
    undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const server = await startTestServer(databaseUrl);
    undo.push(() => server.stop());
    const name = `ronron_bench_${process.pid}`;
    const database = await createTestDatabase({ adminUrl: server.adminUrl, template: 'template0', name });
    undo.push(() => database.drop());
    const environment = {
      DATABASE_URL: database.url,
      DATA_DIR: join(folder, 'data'),
      SECRET_KEY: randomBytes(48).toString('base64'),
    };
    const filling = await startPortalProcess({ ...environment, DEMO: '1' }, WEB_ONLY);
    await filling.stop();
    await addLargeCommune(database.url);
    const portal = await startPortalProcess({ ...environment, ...PRODUCTION }, WEB_ONLY);
    undo.push(() => portal.stop());
    const bare = await startBareProcess();
    undo.push(() => bare.stop());
    return { portal, bare, databaseUrl: database.url, environment: { ...environment, ...PRODUCTION }, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}

/** A visitor's browser, as the proxy lets it through. */
export function visitorOf(portal: PortalProcess): PageClient {
  return new PageClient(portal.url, FROM_PROXY);
}

/** The same from one of many network addresses: limits by address hold back one, not a town. */
export function visitorAt(portal: PortalProcess, visitor: number): PageClient {
  const address = `10.${(visitor >> 16) & 255}.${(visitor >> 8) & 255}.${visitor & 255}`;
  return new PageClient(portal.url, { ...FROM_PROXY, 'x-forwarded-for': address });
}

/** The Cookie header of a browser's session. */
export function sessionOf(client: PageClient): string {
  const session = client.cookie(SESSION_COOKIE);
  if (session === undefined) throw new Error('The portal set no session cookie.');
  return `${SESSION_COOKIE}=${session}`;
}

/** The session of somebody who signed in by the page. */
export async function signIn(portal: PortalProcess, email: string): Promise<string> {
  const client = visitorOf(portal);
  const page = await client.get('/connexion');
  const next = await client.submit(page, 'form:has([name=password])', { email, password: DEMO_PASSWORD });
  if (next.status !== 200 || next.path === '/connexion')
    throw new Error(`${email} could not sign in (${next.status}).`);
  return sessionOf(client);
}
