import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer } from './answers.js';

const PROGRAM = fileURLToPath(new URL('./bare-server.js', import.meta.url));

/** What it is told to answer from now on; the body in base64. */
export interface BareMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface BareProcess {
  readonly origin: string;
  readonly pid: number;
  /** From now on it answers this to everything. */
  answer(answer: Answer): Promise<void>;
  stop(): Promise<void>;
}

export async function startBareProcess(): Promise<BareProcess> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const [port] = await Promise.race([
    once(child, 'message') as Promise<[number]>,
    ended.then(([code]) => Promise.reject(new Error(`The bare server ended at once (${code}).`))),
  ]);
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    answer: async ({ headers, body }) => {
      const ready = once(child, 'message');
      child.send({ headers, body: body.toString('base64') } satisfies BareMessage);
      await ready;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
