import { execFile } from 'node:child_process';
import { link, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A PostgreSQL that runs on the data folder, as its `postmaster.pid` tells. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** False while it starts or repairs: until then its port may even belong to another program. */
  readonly ready: boolean;
}

/** A server writes its new `postmaster.pid` within this, even on a busy machine. Milliseconds. */
const WRITTEN_WITHIN = 5_000;

const pathIn = (dataDir: string): string => join(dataDir, 'postmaster.pid');

/** The server that runs on `dataDir`, or null. */
export async function findRunningServer(dataDir: string): Promise<RunningServer | null> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => '');
  const [pidLine = '', , , portLine = '', , , , stateLine = ''] = text.split('\n');
  const pid = Number(pidLine);
  if (!(await isServerOf(pid, dataDir))) return null;
  return { pid, port: Number(portLine), ready: stateLine.trim() === 'ready' };
}

/**
 * Makes way for a new server on `dataDir`. A `postmaster.pid` whose process is a zombie, or another program that got the
 * same number since, is removed, for PostgreSQL would refuse to start beside it; one whose process is gone is left to
 * PostgreSQL.
 * @returns whether the way is free; false while a server is there or about to be, or while one that was killed still has
 * processes at work: a second server beside them would destroy the data.
 */
export async function clearStalePidFile(dataDir: string): Promise<boolean> {
  const file = pathIn(dataDir);
  const text = await readWritten(file);
  if (text === null) return true;
  const pid = Number(text.split('\n')[0]);
  if ((await isServerOf(pid, dataDir)) || (await hasOrphans(dataDir))) return false;
  if (!exists(pid)) return true;
  // Taken aside before it is looked at again: between the two, another start may have put a living server's in place.
  const aside = `${file}.stale-${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  const taken = await readFile(aside, 'utf8').catch(() => null);
  if (taken !== null && taken !== text) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return taken === null || taken === text;
}

/** The file's text, or null when there is none. A server makes it empty and then fills it: that moment is waited for. */
async function readWritten(file: string): Promise<string | null> {
  for (let waited = 0; ; waited += 20) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== '' || waited >= WRITTEN_WITHIN) return text;
    await delay(20);
  }
}

/** Whether the process exists and still does something: a zombie, which only waits for its parent, is gone. */
export async function isAlive(pid: number): Promise<boolean> {
  if (!exists(pid)) return false;
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    // The state follows the program's name, which is in brackets and may hold anything.
    return status !== null && status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3) !== 'Z';
  }
  return !(await describeProcess(pid)).startsWith('Z');
}

function exists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  if (process.platform !== 'linux') return (await describeProcess(pid)).includes('postgres');
  const works = await worksIn(pid, dataDir);
  return works ?? (await nameOf(pid)) === 'postgres';
}

/** Whether processes of a server that was killed still run; where there is no /proc, PostgreSQL's own check must do. */
async function hasOrphans(dataDir: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (Number.isInteger(pid) && (await worksIn(pid, dataDir)) && (await nameOf(pid)) === 'postgres') return true;
  }
  return false;
}

/**
 * Whether the process works in the folder, as every process of a PostgreSQL does in its data folder; null when we may
 * not know. Compared by inode, for a path may have several names.
 */
async function worksIn(pid: number, folder: string): Promise<boolean | null> {
  const [wanted, found] = await Promise.all([stat(folder), stat(`/proc/${pid}/cwd`).catch(() => null)]);
  return found === null ? null : found.ino === wanted.ino && found.dev === wanted.dev;
}

async function nameOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
}

/** State and command, where there is no /proc; empty when the process is gone. */
async function describeProcess(pid: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,comm=', '-p', String(pid)]);
    return stdout.trim();
  } catch {
    return '';
  }
}
