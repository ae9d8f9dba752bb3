import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer } from './answers.js';

/** What the bare server is told to answer from now on; the body in base64. */
export interface BareMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ForkedServer {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface BareProcess extends ForkedServer {
  /** From now on it answers this to everything. */
  answer(answer: Answer): Promise<void>;
}

export async function startBareProcess(): Promise<BareProcess> {
  const { child, ...server } = await forkServer('./bare-server.js');
  return {
    ...server,
    answer: async ({ headers, body }) => {
      const ready = once(child, 'message');
      child.send({ headers, body: body.toString('base64') } satisfies BareMessage);
      await ready;
    },
  };
}

/** The library of the OpenID provider alone, with one client in the words of OpenID Connect Registration. */
export function startBareProvider(client: object): Promise<ForkedServer> {
  return forkServer('./bare-provider.js', client);
}

/** A tool that answers calls at once. */
export function startInstantTool(): Promise<ForkedServer> {
  return forkServer('./instant-tool.js');
}

async function forkServer(program: string, firstMessage?: object): Promise<ForkedServer & { child: ChildProcess }> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  if (firstMessage !== undefined) child.send(firstMessage);
  const [port] = await Promise.race([
    once(child, 'message') as Promise<[number]>,
    ended.then(([code]) => Promise.reject(new Error(`${program} ended at once (${code}).`))),
  ]);
  return {
    child,
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
