import { type Logger, type Randomness, systemRandomness } from '@ronron/kernel';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries } from './binaries.js';
import { ensureDataFolder, PORTAL_ROLE } from './data-folder.js';
import { LocalPostgresError } from './local-postgres-error.js';
import { becomeOwner } from './owner-connection.js';
import { loadOrCreatePassword } from './password-file.js';
import { findRunningServer, clearStalePidFile, type RunningServer } from './postmaster-file.js';
import { freePort, startServer, stopServer, type ServerOptions, type StartedServer } from './server-process.js';
import { chooseServerUser } from './server-user.js';
import { WireConnection } from './wire-connection.js';

export interface LocalPostgresOptions {
  /** The server's data folder; its parent also gets the password (`postgres-password`). Made when missing. */
  readonly dataDir: string;
  /** The database to use, made when missing: lower-case letters, digits and underscores. */
  readonly database: string;
  readonly logger?: Logger;
  /** Unset: a free one. A server that already runs keeps its own. */
  readonly port?: number;
  /** PostgreSQL settings, e.g. `{ fsync: 'off' }` for tests. */
  readonly settings?: Record<string, string>;
  readonly randomness?: Randomness;
}

export interface LocalPostgres {
  /** With the password: never to be logged. */
  readonly url: string;
  readonly port: number;
  /** Stops the server cleanly. To be called once nothing uses the database any more. */
  stop(): Promise<void>;
}

/** Repairing after a power cut replays at most the writes of the last five minutes. Milliseconds. */
const START_PATIENCE = 180_000;

/** Longest wait between two tries to bring a dead server back. Milliseconds. */
const LONGEST_PAUSE = 30_000;

/**
 * Runs the PostgreSQL that npm brought, on a folder of its own, for this process only. A server that outlived a killed
 * process is taken over; one that dies is started again on the same port.
 * @throws LocalPostgresError whose message tells the operator what is wrong and what to do.
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  if (!/^[a-z_][a-z0-9_]*$/.test(options.database)) throw new Error(`"${options.database}" is no name for a database.`);
  const randomness = options.randomness ?? systemRandomness;
  const dataDir = resolve(options.dataDir);
  await mkdir(dirname(dataDir), { recursive: true });
  const user = await chooseServerUser(dataDir);
  const binaries = await findBinaries(join(dirname(dataDir), 'postgres-bin'), user);
  const password = await loadOrCreatePassword(join(dirname(dataDir), 'postgres-password'), randomness);
  const sync = options.settings?.['fsync'] !== 'off';
  await ensureDataFolder({ dataDir, binaries, user, password, sync, randomness, logger: options.logger });
  const keeper = new ServerKeeper(
    { dataDir, binaries, user, settings: options.settings ?? {}, logger: options.logger },
    password,
  );
  const port = await keeper.start(options.port);
  try {
    await ensureDatabase(port, password, options.database);
  } catch (error) {
    await keeper.stop();
    throw error;
  }
  return {
    url: `postgres://${PORTAL_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${options.database}`,
    port,
    stop: () => keeper.stop(),
  };
}

async function ensureDatabase(port: number, password: string, database: string): Promise<void> {
  const connection = await WireConnection.open({ port, user: PORTAL_ROLE, password, database: 'postgres' });
  try {
    const found = await connection.query(`SELECT 1 FROM pg_database WHERE datname = '${database}'`);
    if (found.length === 0) await connection.query(`CREATE DATABASE "${database}"`);
  } finally {
    await connection.close();
  }
}

/** Holds one server for as long as we want it: finds or starts it, owns it, brings it back when it dies. */
class ServerKeeper {
  private owner: WireConnection | null = null;
  private pid: number | null = null;
  private stopping: Promise<void> | null = null;
  private repair: Promise<void> | null = null;
  private readonly giveUp = new AbortController();

  constructor(
    private readonly server: ServerOptions,
    private readonly password: string,
  ) {}

  /** @returns the port on which it answers. */
  async start(wantedPort: number | undefined): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.findOrStart(wantedPort ?? (await freePort()));
      } catch (error) {
        // Another program may take a free port before PostgreSQL does; a wanted one is the caller's to change.
        const again = error instanceof LocalPostgresError && error.problem === 'port-taken' && wantedPort === undefined;
        if (!again || attempt === 3) throw error;
      }
    }
  }

  stop(): Promise<void> {
    // Set before anything runs: the end of our own connection must not look like a crash.
    this.stopping ??= Promise.resolve().then(() => this.stopNow());
    return this.stopping;
  }

  private async findOrStart(newPort: number): Promise<number> {
    const { running, startedPid } = await this.awaitServer(newPort);
    const { pid, port } = running;
    this.owner = await becomeOwner({ dataDir: this.server.dataDir, pid, port, password: this.password });
    this.pid = pid;
    if (startedPid !== pid) {
      this.server.logger?.warn({ pid, port }, 'took over the embedded database of a process that died');
    }
    void this.owner.closed.then(() => {
      if (this.stopping === null) this.repair = this.bringBack(port);
    });
    return port;
  }

  /** Waits for the server on the folder to be ready, whoever started it; starts one when there is none. */
  private async awaitServer(newPort: number): Promise<{ running: RunningServer; startedPid: number | null }> {
    let started: StartedServer | null = null;
    let failure: LocalPostgresError | null = null;
    for (let waited = 0; waited < START_PATIENCE; waited += 10) {
      const running = await findRunningServer(this.server.dataDir);
      if (running?.ready) return { running, startedPid: started?.pid ?? null };
      if (running === null && failure !== null) throw failure;
      if (running === null && started === null && (await clearStalePidFile(this.server.dataDir))) {
        started = startServer(this.server, newPort);
        void started.ended.then((error) => (failure = error));
      }
      await delay(10);
    }
    throw new LocalPostgresError('start-failed', 'The embedded database still repairs itself: start again later.');
  }

  private async bringBack(port: number): Promise<void> {
    for (let pause = 100; this.stopping === null; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        this.server.logger?.error({ port }, 'the embedded database is gone: starting it again');
        await this.findOrStart(port);
        return;
      } catch (error) {
        this.server.logger?.error({ err: error }, 'the embedded database does not come back yet');
        await delay(pause, undefined, { signal: this.giveUp.signal }).catch(() => undefined);
      }
    }
  }

  private async stopNow(): Promise<void> {
    this.giveUp.abort();
    await this.repair;
    await this.owner?.close();
    if (this.pid !== null) await stopServer(this.server.dataDir, this.pid);
  }
}
