import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

/** What every host gives Node, as `deploy` shows it. */
const NODE_OPTIONS = ['--v8-pool-size=1'];

const CLI = fileURLToPath(new URL('../../../../apps/portal/dist/cli.js', import.meta.url));

export interface PortalProgram {
  readonly pid: number;
  /** All that it printed so far. */
  output(): string;
  /** Its exit code once it ends by itself; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** Ctrl-C, and waits for its end; returns the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, and waits for its end. */
  kill(): Promise<void>;
}

export interface PortalProcess extends PortalProgram {
  readonly url: string;
}

/**
 * Runs a command of the built portal as its own process, and does not wait for anything.
 * @param environment all that it gets besides PATH and HOME.
 */
export function runPortalProgram(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): PortalProgram {
  const child = spawn(process.execPath, [...NODE_OPTIONS, CLI, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (output += part.toString()));
  // Not "exit": what it printed last is read before.
  const ended = once(child, 'close').then(() => child.exitCode);
  return {
    pid: child.pid!,
    output: () => output,
    ended,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Starts the built portal as its own process, as a host would.
 * @param environment all that it gets besides PATH and HOME; PORT and PUBLIC_URL are chosen unless given.
 * @throws Error with its output when it ends or stays silent instead of serving.
 */
export async function startPortalProcess(
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = ['start'],
): Promise<PortalProcess> {
  const port = environment['PORT'] ?? String(await freePort());
  const url = `http://localhost:${port}`;
  const program = runPortalProgram({ PORT: port, PUBLIC_URL: url, ...environment }, args);
  const ready = await Promise.race([untilReady(url), program.ended.then(() => false)]);
  if (!ready) {
    await program.kill();
    throw new Error(`The portal did not start:\n${program.output()}`);
  }
  return { ...program, url };
}

async function untilReady(url: string): Promise<boolean> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
