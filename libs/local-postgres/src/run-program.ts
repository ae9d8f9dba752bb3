import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { LocalPostgresError } from './local-postgres-error.js';
import type { ServerUser } from './server-user.js';

/** How PostgreSQL's programs are told their data folder, given that their working folder is that very one. */
export function dataDirArgument(dataDir: string, user: ServerUser): string {
  // Under a folder that only root may enter (/root), the full path is closed to an ordinary user; this one is not.
  return user !== null && process.platform === 'linux' ? '/proc/self/cwd' : dataDir;
}

/** Starts one of PostgreSQL's programs in its data folder, away from the terminal's Ctrl-C and from our environment. */
export function spawnProgram(
  program: string,
  args: readonly string[],
  options: { dataDir: string; user: ServerUser; stdio: StdioOptions },
): ChildProcess {
  return spawn(program, args, {
    cwd: options.dataDir,
    detached: true,
    stdio: options.stdio,
    // Messages in English, which we read; no PGDATA, PGPORT … of somebody else's.
    env: { PATH: process.env['PATH'] ?? '', LC_MESSAGES: 'C', TZ: 'UTC' },
    ...(options.user ?? {}),
  });
}

/**
 * Runs one to its end.
 * @returns exit code (null when killed) and everything it printed.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { dataDir: string; user: ServerUser; input?: string },
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawnProgram(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout!.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr!.on('data', (chunk: Buffer) => output.push(chunk));
    child.stdin!.on('error', () => undefined);
    child.once('error', (cause) =>
      reject(new LocalPostgresError('broken-package', `${program} cannot run here: ${cause.message}`, { cause })),
    );
    child.once('close', (code) => resolve({ code, output: Buffer.concat(output).toString() }));
    child.stdin!.end(options.input ?? '');
  });
}
