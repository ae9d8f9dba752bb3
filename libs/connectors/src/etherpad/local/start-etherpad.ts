import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemRandomness, type Randomness } from '@ronron/kernel';
import { plainEnvironment } from './plain-environment.js';
import { isRunning } from './processes.js';

export interface LocalEtherpadOptions {
  /** What `installEtherpad` made. */
  readonly installation: string;
  /** Where this server keeps its pads, key, settings and log; made when missing. */
  readonly folder: string;
  /** On loopback; 0 or absent: the one it had last time when it is free, else any free one. */
  readonly port?: number;
  readonly randomness?: Randomness;
}

export interface LocalEtherpad {
  /** Without a last slash. */
  readonly url: string;
  readonly apiKey: string;
  readonly pid: number;
  /** Ends it cleanly, and only then answers. */
  stop(): Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly port: number;
}

const START_TRIES = 1200;
const STOP_TRIES = 100;
const TICK_MS = 100;

/**
 * Starts a real Etherpad on loopback, or adopts the one of this folder that outlived a killed portal: its file of pads
 * must never be open twice.
 * @throws Error with the log's end when it does not answer within two minutes: a small machine that does much else needs more than one.
 */
export async function startEtherpad(options: LocalEtherpadOptions): Promise<LocalEtherpad> {
  const folder = resolve(options.folder);
  const randomness = options.randomness ?? systemRandomness;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const apiKey = await keyIn(folder, randomness);
  const last = await lastRun(folder);
  if (last !== null && isRunning(last.pid)) {
    if (await answers(last.port, apiKey)) return running(last, folder, apiKey);
    await endIfOurs(last.pid, folder);
  }
  const port = await freePort(options.port || last?.port || 0);
  const pid = await launch(resolve(options.installation), folder, port);
  await writeFile(join(folder, 'server.json'), JSON.stringify({ pid, port } satisfies Running));
  await untilItAnswers({ pid, port }, folder, apiKey);
  return running({ pid, port }, folder, apiKey);
}

function running({ pid, port }: Running, folder: string, apiKey: string): LocalEtherpad {
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    pid,
    async stop() {
      await end(pid);
      await rm(join(folder, 'server.json'), { force: true });
    },
  };
}

async function keyIn(folder: string, randomness: Randomness): Promise<string> {
  const path = join(folder, 'APIKEY.txt');
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.trim().length >= 32) return kept.trim();
  const key = randomness.bytes(32).toString('hex');
  await writeFile(path, key, { mode: 0o600 });
  return key;
}

async function lastRun(folder: string): Promise<Running | null> {
  try {
    const { pid, port } = JSON.parse(await readFile(join(folder, 'server.json'), 'utf8')) as Running;
    return Number.isInteger(pid) && Number.isInteger(port) ? { pid, port } : null;
  } catch {
    return null;
  }
}

/** A hung server of this folder must go; a number that another program got since must not. */
async function endIfOurs(pid: number, folder: string): Promise<void> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (command.includes(join(folder, 'settings.json'))) await end(pid);
}

async function launch(installation: string, folder: string, port: number): Promise<number> {
  const settings = {
    title: 'Etherpad',
    ip: '127.0.0.1',
    port,
    dbType: 'dirty',
    dbSettings: { filename: join(folder, 'pads.db') },
    requireSession: true,
    editOnly: false,
    defaultPadText: '',
    loglevel: 'WARN',
    skinName: 'colibris',
  };
  const settingsFile = join(folder, 'settings.json');
  await writeFile(settingsFile, JSON.stringify(settings, null, 2));
  const files = ['--settings', settingsFile, '--apikey', join(folder, 'APIKEY.txt')];
  files.push('--sessionkey', join(folder, 'SESSIONKEY.txt'), '--credentials', join(folder, 'credentials.json'));
  // A file, not a pipe: the server must not fall over when the portal is killed.
  const log = openSync(join(folder, 'etherpad.log'), 'w', 0o600);
  const child = spawn(process.execPath, [join('node_modules', 'ep_etherpad-lite', 'node', 'server.js'), ...files], {
    cwd: installation,
    stdio: ['ignore', log, log],
    // This release asks etherpad.org for news by itself; a proxy that is not there keeps it from calling anybody.
    env: {
      ...plainEnvironment(),
      NODE_ENV: 'production',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
    },
  });
  closeSync(log);
  child.unref();
  await new Promise<void>((started, reject) => child.once('spawn', started).once('error', reject));
  return child.pid!;
}

async function untilItAnswers(server: Running, folder: string, apiKey: string): Promise<void> {
  for (let tries = 0; tries < START_TRIES && isRunning(server.pid); tries += 1) {
    if (await answers(server.port, apiKey)) return;
    await wait(TICK_MS);
  }
  await end(server.pid);
  const log = await readFile(join(folder, 'etherpad.log'), 'utf8').catch(() => '');
  throw new Error(`Etherpad did not start: ${log.trim().slice(-1000)}`);
}

/** Whether our Etherpad, the one with this key, answers at the port. */
async function answers(port: number, apiKey: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/1.2.13/checkToken`, {
      method: 'POST',
      body: new URLSearchParams({ apikey: apiKey }),
      signal: AbortSignal.timeout(2000),
    });
    return ((await response.json()) as { code?: unknown }).code === 0;
  } catch {
    return false;
  }
}

async function end(pid: number): Promise<void> {
  for (let tries = 0; tries < STOP_TRIES && isRunning(pid); tries += 1) {
    if (tries === 0) signal(pid, 'SIGTERM');
    await wait(TICK_MS);
  }
  if (isRunning(pid)) signal(pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between.
  }
}

async function freePort(wanted: number): Promise<number> {
  const tryPort = (port: number): Promise<number | null> =>
    new Promise((found) => {
      const server = createServer();
      server.once('error', () => found(null));
      server.listen(port, '127.0.0.1', () => {
        const { port: free } = server.address() as AddressInfo;
        server.close(() => found(free));
      });
    });
  return (await tryPort(wanted)) ?? (await tryPort(0))!;
}
