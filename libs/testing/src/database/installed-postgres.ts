import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../process/free-port.js';

const run = promisify(execFile);

/** A PostgreSQL of the distribution, as hosts run it, on a folder of its own. */
export interface InstalledPostgres {
  readonly adminUrl: string;
  /** Makes an empty database. @returns its address. */
  createDatabase(name: string): Promise<string>;
  /** Runs one statement. */
  query(url: string, sql: string): Promise<Record<string, unknown>[]>;
  /** Ends the server and every connection to it, as for a security update; nothing answers until `resume`. */
  pause(): Promise<void>;
  /** The same server again: same port, same data. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * Starts the server whose programs are in `bin`.
 * @param password may hold any character: it comes percent-encoded in the addresses.
 */
export async function startInstalledPostgres(bin: string, password: string): Promise<InstalledPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'installed-postgres-'));
  await chmod(folder, 0o711);
  const user = process.getuid?.() === 0 ? NOBODY : null;
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(secret, password, { mode: 0o600 });
  if (user !== null) await Promise.all([data, secret].map((path) => chown(path, user.uid, user.gid)));
  const initdb = ['-D', data, '-U', 'ronron', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--no-sync'];
  await run(join(bin, 'initdb'), [...initdb, '--locale=C.UTF-8'], { ...(user ?? {}), cwd: folder });
  const port = await freePort();
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...(user ?? {}),
      cwd: folder,
      stdio: 'ignore',
    });
    await untilReady(server, data);
  };
  const end = async (): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
  };
  await start();
  const adminUrl = `postgres://ronron:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  return {
    adminUrl,
    createDatabase: async (name) => {
      await query(adminUrl, `CREATE DATABASE ${name}`);
      return adminUrl.replace(/postgres$/, name);
    },
    query,
    pause: end,
    resume: start,
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function untilReady(server: ChildProcess, data: string): Promise<void> {
  while (server.exitCode === null) {
    const state = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
    if (/^ready/m.test(state)) return;
    await delay(20);
  }
  throw new Error(`PostgreSQL ended with ${server.exitCode} instead of starting on ${data}.`);
}
