import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Daemon {
  /** What it wrote to its outputs so far. */
  output(): string;
  /** Ends it and waits; its folder stays. */
  end(): Promise<void>;
}

/** Where a daemon runs that refuses to run as root. Both null for ourselves, when we are not root either. */
export interface Person {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** `nobody`, or a system user by name, when we are root; ourselves otherwise. */
export function unprivileged(name = 'nobody'): Person {
  if (process.getuid?.() !== 0) return { uid: undefined, gid: undefined };
  const id = (flag: string): number => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** A folder that the daemon owns and that everything of it lives in. */
export function daemonFolder(name: string, person: Person = { uid: undefined, gid: undefined }): string {
  const folder = mkdtempSync(join(tmpdir(), `ronron-${name}-`));
  chmodSync(folder, 0o755);
  if (person.uid !== undefined && person.gid !== undefined) chownSync(folder, person.uid, person.gid);
  return folder;
}

/** Gives files made before the start to whom the daemon runs as. */
export function handOver(folder: string, { uid, gid }: Person): void {
  if (uid === undefined || gid === undefined) return;
  chownSync(folder, uid, gid);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    chownSync(join(folder, path), uid, gid);
}

/**
 * Starts a program in the foreground and waits until it accepts connections on a port of loopback.
 * @throws Error with its output when it ends instead, or does not listen within 30 seconds.
 */
export async function startDaemon(
  program: string,
  args: readonly string[],
  options: { port: number; person?: Person; folder: string; environment?: Readonly<Record<string, string>> },
): Promise<Daemon> {
  const { uid, gid } = options.person ?? {};
  const child = spawn(program, args, {
    cwd: options.folder,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: options.folder, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what it starts ends with it.
    detached: true,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const kill = (): void => killGroup(child);
  process.once('exit', kill);
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (output += part.toString()));
  const ended = once(child, 'exit').catch(() => undefined);
  let gone = false;
  void ended.then(() => (gone = true));
  const deadline = Date.now() + 30_000;
  while (!(await listensOn(options.port))) {
    if (gone || Date.now() > deadline) {
      kill();
      await ended;
      throw new Error(`${program} does not listen on port ${options.port}:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    output: () => output,
    async end() {
      process.removeListener('exit', kill);
      kill();
      await ended;
    },
  };
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** Removes a daemon's folder. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });
}
