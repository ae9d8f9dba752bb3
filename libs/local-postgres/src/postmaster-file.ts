import { execFile } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A PostgreSQL that runs on the data folder, as its `postmaster.pid` tells. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** False while it starts or repairs: until then its port may even belong to another program. */
  readonly ready: boolean;
}

/**
 * The server that runs on `dataDir`, or null. A `postmaster.pid` whose process is gone, a zombie, or another program
 * that got the same number since, is removed: PostgreSQL would refuse to start beside the last two.
 */
export async function findRunningServer(dataDir: string): Promise<RunningServer | null> {
  const file = join(dataDir, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const [pidLine = '', , , portLine = '', , , , stateLine = ''] = text.split('\n');
  const pid = Number(pidLine);
  if (Number.isInteger(pid) && pid > 0 && (await isServerOf(pid, dataDir))) {
    return { pid, port: Number(portLine), ready: stateLine.trim() === 'ready' };
  }
  // Only if nobody wrote another one meanwhile.
  if ((await readFile(file, 'utf8').catch(() => null)) === text) await rm(file, { force: true });
  return null;
}

/** Whether the process exists and still does something: a zombie, which only waits for its parent, is gone. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    // The state follows the program's name, which is in brackets and may hold anything.
    return status !== null && status.slice(status.lastIndexOf(')') + 2, status.lastIndexOf(')') + 3) !== 'Z';
  }
  return !(await describeProcess(pid)).startsWith('Z');
}

async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  if (process.platform !== 'linux') return (await describeProcess(pid)).includes('postgres');
  // A PostgreSQL always works in its data folder; compared by inode, for its path may have several names.
  const folder = await stat(dataDir);
  const works = await stat(`/proc/${pid}/cwd`).catch(() => null);
  if (works !== null) return works.ino === folder.ino && works.dev === folder.dev;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'postgres';
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
