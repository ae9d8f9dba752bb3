import type { Logger } from '@ronron/kernel';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { errorFromOutput, LocalPostgresError } from './local-postgres-error.js';
import { findRunningServer, isAlive } from './postmaster-file.js';
import { dataDirArgument, spawnProgram } from './run-program.js';
import type { ServerUser } from './server-user.js';

/** What no caller may change: loopback only, and values of people's data never in the server's log. */
const FIXED_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_destination: 'stderr',
  logging_collector: 'off',
};

/** How long a clean stop may take before the server is told to stop at once. Milliseconds. */
const FAST_STOP = 30_000;
const IMMEDIATE_STOP = 5_000;

export interface ServerOptions {
  readonly dataDir: string;
  readonly binaries: string;
  readonly user: ServerUser;
  readonly settings: Readonly<Record<string, string>>;
  readonly logger: Logger | undefined;
}

/** A port of the loopback on which nothing listens right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A server that we started. */
export interface StartedServer {
  /** Null when the operating system could not start it at all. */
  readonly pid: number | null;
  /** What it printed and how it ended: resolves when it does. */
  readonly ended: Promise<LocalPostgresError>;
}

/** Starts PostgreSQL on the data folder; it outlives us unless it is stopped. */
export function startServer(options: ServerOptions, port: number): StartedServer {
  const { dataDir, user } = options;
  const settings = { ...options.settings, ...FIXED_SETTINGS, port: String(port) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawnProgram(join(options.binaries, 'bin/postgres'), ['-D', dataDirArgument(dataDir, user), ...args], {
    dataDir,
    user,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lastLines: string[] = [];
  createInterface(child.stderr!).on('line', (line) => {
    if (lastLines.push(line) > 20) lastLines.shift();
    if (/ (FATAL|PANIC): /.test(line)) options.logger?.warn({ postgres: line }, 'message of the embedded database');
    else options.logger?.debug({ postgres: line }, 'message of the embedded database');
  });
  const ended = new Promise<LocalPostgresError>((resolve) => {
    child.once('error', (cause) =>
      resolve(new LocalPostgresError('broken-package', `PostgreSQL cannot run here: ${cause.message}`, { cause })),
    );
    child.once('close', () => resolve(errorFromOutput('start', lastLines.join('\n'))));
  });
  return { pid: child.pid ?? null, ended };
}

/**
 * Stops a server, ours or adopted, and waits until it is gone: all transactions either whole or undone, buffers on disk.
 * @throws LocalPostgresError when it survives.
 */
export async function stopServer(dataDir: string, pid: number): Promise<void> {
  if ((await findRunningServer(dataDir))?.pid !== pid) return;
  // SIGINT is PostgreSQL's fast stop, SIGQUIT its stop without writing buffers (the next start repairs).
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP],
    ['SIGQUIT', IMMEDIATE_STOP],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience; waited += 10) {
      if (!(await isAlive(pid))) return;
      await delay(10);
    }
  }
  throw new LocalPostgresError('stop-failed', `The embedded database (process ${pid}) does not stop.`);
}
