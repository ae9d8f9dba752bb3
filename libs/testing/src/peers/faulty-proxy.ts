import { request as callOn, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { bodyOf, startPeerServer, type PeerServer } from './peer-server.js';

/**
 * What goes wrong between us and a server. `lost-answer` lets the server do its work and then hangs up; `twice` sends
 * the request two times and the second answer back, as a proxy that tries again does.
 */
export const faults = ['hang-up', 'lost-answer', 'truncated', 'silent', 'http-500', 'html', 'twice'] as const;
export type Fault = (typeof faults)[number];

export interface FaultyProxy {
  /** Stands for the target's address. */
  readonly url: string;
  /** How many requests came in. */
  readonly requests: number;
  /** Every request from now on, or the next `times` ones, meets the fault; null: none does. */
  fail(fault: Fault | null, times?: number): void;
  /** Only requests that fit count and fail. */
  failWhere(fits: (method: string, path: string) => boolean, fault: Fault, times?: number): void;
  /** Asked at each request: the fault it meets, `late` for an answer that takes its time, or null. */
  failBy(choose: (() => Fault | 'late' | null) | null): void;
  /** Holds every request back from now on; what is returned lets them all through. */
  hold(): () => void;
  stop(): Promise<void>;
}

/** A peer that is reached through a faulty proxy, and stopped with it. */
export async function behindFaultyProxy(
  peer: Pick<PeerServer, 'url' | 'stop'>,
): Promise<{ readonly proxy: FaultyProxy; stop(): Promise<void> }> {
  const proxy = await startFaultyProxy(peer.url);
  return {
    proxy,
    async stop() {
      await proxy.stop();
      await peer.stop();
    },
  };
}

/** Milliseconds that a late answer takes. */
const LATE = 400;

interface Plan {
  readonly fault: Fault;
  left: number;
  readonly fits: (method: string, path: string) => boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** A way to `target` (an http address without a last slash) that breaks on demand. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let plan: Plan | null = null;
  let chooser: (() => Fault | 'late' | null) | null = null;
  let requests = 0;
  let gate: Promise<void> | null = null;

  const server = await startPeerServer((request, response) => {
    void (async () => {
      requests += 1;
      const method = request.method ?? 'GET';
      const path = request.url ?? '/';
      const body = await bodyOf(request);
      await gate;
      const fault = chooser === null ? faultOf(method, path) : chooser();
      if (fault === 'silent') return;
      if (fault === 'hang-up') return void request.socket.destroy();
      if (fault === 'http-500') return void response.writeHead(500, { 'content-type': 'text/plain' }).end('Oops.');
      if (fault === 'html') {
        return void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><title>Welcome</title>');
      }
      const forward = (): Promise<Answer> => callTarget(new URL(path, target), method, request.headers, body);
      if (fault === 'late') await delay(LATE);
      if (fault === 'twice') await forward();
      const answer = await forward();
      if (fault === 'lost-answer') return void request.socket.destroy();
      give(answer, response, fault === 'truncated');
    })().catch(() => response.destroy());
  });

  function faultOf(method: string, path: string): Fault | null {
    if (plan === null || plan.left === 0 || !plan.fits(method, path)) return null;
    plan.left -= 1;
    return plan.fault;
  }

  return {
    url: server.url,
    get requests() {
      return requests;
    },
    fail(fault, times = Infinity) {
      plan = fault === null ? null : { fault, left: times, fits: () => true };
    },
    failWhere(fits, fault, times = Infinity) {
      plan = { fault, left: times, fits };
    },
    failBy(choose) {
      chooser = choose;
    },
    hold() {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => {
        gate = null;
        open();
      };
    },
    stop: () => server.stop(),
  };
}

function give({ status, headers, body }: Answer, response: ServerResponse, truncated: boolean): void {
  const ofTheConnection = new Set(['transfer-encoding', 'connection', 'keep-alive']);
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)));
  response.writeHead(status, { ...kept, 'content-length': truncated ? body.length + 1 : body.length });
  if (truncated) response.write(body, () => response.destroy());
  else response.end(body);
}

function callTarget(url: URL, method: string, headers: object, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = callOn(url, { method, headers: { ...headers, host: url.host, connection: 'close' } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) });
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
