import { connect, createServer, isIP, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import { refusalOfUrl, type Approval } from '../network/approval.js';
import { checkedLookup, RefusedAddress, systemResolve, type Resolve } from '../network/checked-lookup.js';
import { outcomeOfError } from '../network/failure-of-error.js';
import type { Guard, Tunnel, Tunnels, TunnelTarget } from './tunnels.js';

export interface TunnelsOptions extends Approval {
  /** Milliseconds for the whole life of a tunnel. */
  readonly timeoutMs?: number;
  /** Bytes that the server may send through one tunnel. */
  readonly maxBytes?: number;
  /** The name resolver; the system's when absent. */
  readonly resolve?: Resolve;
  /** Certificates trusted instead of the system's, as PEM. */
  readonly trusted?: string;
}

/** Tunnels under the same policy as the HTTP client: approved hosts, checked addresses, limits of time and size. */
export function createTunnels(options: TunnelsOptions): Tunnels {
  const limits = { timeoutMs: options.timeoutMs ?? 20_000, maxBytes: options.maxBytes ?? 20_000_000 };

  return {
    async open(target) {
      const url = addressOf(target);
      if (url === null) return failed('unsupported', 'The address cannot be read.');
      const refusal = refusalOfUrl(url, options);
      if (refusal !== null) return refusal;
      const deadline = AbortSignal.timeout(target.timeoutMs ?? limits.timeoutMs);
      const remote = await reach(url, options, deadline);
      if (remote.kind !== 'done') return remote;
      const answers = { maxBytes: limits.maxBytes, guard: target.guard };
      return done(await relay(remote.value, url, answers, deadline));
    },
  };
}

/** The target as the policy reads addresses: a public one in clear is an `http:` one. */
function addressOf({ host, port, tls }: TunnelTarget): URL | null {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  const text = `${tls ? 'https' : 'http'}://${name}:${port}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  // Nothing but a host and a port may come from a setting.
  return url.pathname === '/' && url.username === '' && url.password === '' && url.search === '' ? url : null;
}

/** Connects, and shakes hands where TLS is asked for. */
function reach(url: URL, options: TunnelsOptions, deadline: AbortSignal): Promise<Outcome<Socket>> {
  return new Promise((settle) => {
    const isTls = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const where = {
      host,
      // A URL drops the port that its scheme has by default.
      port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
      // Short questions and short answers: waiting to fill a packet would cost each one 40 ms.
      noDelay: true,
      lookup: checkedLookup(url, options, options.resolve ?? systemResolve),
    };
    const socket: Socket = isTls
      ? connectTls({
          ...where,
          ...(isIP(host) === 0 ? { servername: host } : {}),
          ...(options.trusted === undefined ? {} : { ca: options.trusted }),
        })
      : connect(where);
    const finish = (outcome: Outcome<Socket>): void => {
      deadline.removeEventListener('abort', expire);
      if (outcome.kind !== 'done') socket.destroy();
      settle(outcome);
    };
    const expire = (): void => finish(failed('timeout', `${url.host} took too long.`));
    deadline.addEventListener('abort', expire, { once: true });
    // It stays: a socket without a listener for errors would end the process.
    socket.on('error', (error) => {
      finish(error instanceof RefusedAddress ? error.refusal : outcomeOfError(error, url.host));
    });
    socket.once(isTls ? 'secureConnect' : 'connect', () => finish(done(socket)));
  });
}

/** Listens on loopback for one connection, and passes on what both sides say until somebody ends it. */
async function relay(
  remote: Socket,
  url: URL,
  { maxBytes, guard }: { readonly maxBytes: number; readonly guard: Guard },
  deadline: AbortSignal,
): Promise<Tunnel> {
  let failure: Failed | null = null;
  let ended = false;
  let received = 0;
  let local: Socket | null = null;
  let tellEnd = (): void => undefined;
  const whenEnded = new Promise<void>((resolve) => (tellEnd = resolve));
  const server: Server = createServer({ noDelay: true });

  const end = (cause: Failed | null): void => {
    if (ended) return;
    ended = true;
    failure = cause;
    deadline.removeEventListener('abort', expire);
    server.close();
    remote.destroy();
    local?.destroy();
    tellEnd();
  };
  const expire = (): void => end(failed('timeout', `${url.host} took too long.`));
  deadline.addEventListener('abort', expire, { once: true });

  remote.on('error', (error) => end(outcomeOfError(error, url.host)));
  remote.on('close', () => end(failed('unreachable', `${url.host} closed the connection.`)));

  server.on('connection', (socket) => {
    if (local !== null) return void socket.destroy();
    local = socket;
    server.close();
    socket.on('error', () => end(null));
    socket.on('close', () => end(null));
    remote.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > maxBytes) {
        return end(failed('bad-answer', `${url.host} answered with more than ${maxBytes} bytes.`));
      }
      const passed = guard(chunk);
      if (passed === null) end(failed('bad-answer', `${url.host} speaks another protocol.`));
      else if (passed.length > 0) socket.write(passed);
    });
    socket.pipe(remote);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  if (ended) server.close();

  return {
    port: (server.address() as AddressInfo | null)?.port ?? 0,
    get failure() {
      return failure;
    },
    ended: whenEnded,
    close: () => end(null),
  };
}
