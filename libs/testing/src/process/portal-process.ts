import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.js';

const CLI = fileURLToPath(new URL('../../../../apps/portal/dist/cli.js', import.meta.url));

export interface PortalProcess {
  readonly url: string;
  readonly pid: number;
  /** All that it printed so far. */
  output(): string;
  /** Ctrl-C, and waits for its end; returns the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, and waits for its end. */
  kill(): Promise<void>;
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
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LOG_LEVEL: 'warn',
      PORT: port,
      PUBLIC_URL: url,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (output += part.toString()));
  const ended = once(child, 'exit');
  await Promise.race([untilReady(url, child), ended]);
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The portal did not start:\n${output}`);
  return {
    url,
    pid: child.pid!,
    output: () => output,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      return child.exitCode;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
}
