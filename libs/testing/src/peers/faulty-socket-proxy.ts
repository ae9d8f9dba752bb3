import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Fault } from './faulty-proxy.js';

export interface FaultySocketProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly url: string;
  /** How often a client said something. */
  readonly requests: number;
  fail(fault: Fault | null, times?: number): void;
  failWhere(fits: (method: string, path: string) => boolean, fault: Fault, times?: number): void;
  stop(): Promise<void>;
}

interface Plan {
  readonly fault: Fault;
  left: number;
  readonly fits: (method: string, path: string) => boolean;
}

const WRONG_SERVER = {
  'http-500': 'HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\nConnection: close\r\n\r\nOops.',
  html: 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html><title>Welcome</title>',
} as const;

/**
 * The faulty proxy for protocols over TCP, where one saying of the client counts as a request. `http-500` and `html` are
 * what a web server on that port would say. `twice` says everything a second time on a connection of its own, and keeps
 * what is answered there to itself.
 */
export async function startFaultySocketProxy(target: { host: string; port: number }): Promise<FaultySocketProxy> {
  let plan: Plan | null = null;
  let requests = 0;
  const open = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    // Breaking connections is what it is for.
    return socket.on('error', () => {}).on('close', () => open.delete(socket));
  };

  const server = createServer({ noDelay: true }, (client) => {
    keep(client);
    const upstream = keep(connect({ ...target, noDelay: true }));
    let shadow: Socket | null = null;
    /** What becomes of the next answer. */
    let answering: 'whole' | 'none' | 'half' | 'drop' = 'whole';
    client.on('data', (said) => {
      requests += 1;
      const fault = faultNow();
      if (fault === 'hang-up') return void client.destroy();
      if (fault === 'http-500' || fault === 'html') return void client.end(WRONG_SERVER[fault]);
      if (fault === 'twice') {
        shadow ??= keep(connect({ ...target, noDelay: true })).resume();
        shadow.write(said);
      }
      answering = answerAfter(fault);
      upstream.write(said);
    });
    upstream.on('data', (answer) => {
      if (answering === 'none') return;
      if (answering === 'drop') return void client.destroy();
      if (answering === 'whole') return void client.write(answer);
      client.end(answer.subarray(0, Math.floor(answer.length / 2)));
    });
    client.on('close', () => {
      // What was said is still heard.
      upstream.end();
      shadow?.end();
    });
    upstream.on('close', () => client.destroy());
  });

  function faultNow(): Fault | null {
    if (plan === null || plan.left === 0 || !plan.fits('DATA', '')) return null;
    plan.left -= 1;
    return plan.fault;
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `tcp://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    fail(fault, times = Infinity) {
      plan = fault === null ? null : { fault, left: times, fits: () => true };
    },
    failWhere(fits, fault, times = Infinity) {
      plan = { fault, left: times, fits };
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        for (const socket of open) socket.destroy();
      }),
  };
}

function answerAfter(fault: Fault | null): 'whole' | 'none' | 'half' | 'drop' {
  if (fault === 'silent') return 'none';
  if (fault === 'lost-answer') return 'drop';
  return fault === 'truncated' ? 'half' : 'whole';
}
