import type { Failed, Outcome } from '../contract/outcome.js';

/**
 * Looks at what the server says before the client library does. @returns the bytes to pass on now, perhaps none yet; null
 * when it is not the protocol, which ends the tunnel with `bad-answer`.
 */
export type Guard = (chunk: Buffer) => Buffer | null;

/** Where a protocol that is not HTTP is spoken. */
export interface TunnelTarget {
  /** A name or an address; IPv6 with or without brackets. */
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, with the certificate checked for `host`. In clear only private addresses are called. */
  readonly tls: boolean;
  readonly guard: Guard;
  /** Milliseconds for all that happens in the tunnel; the tunnels' own limit when absent. */
  readonly timeoutMs?: number;
}

/**
 * A way to one server for a client library that opens its own sockets: the library connects, once and in clear, to `port`
 * on 127.0.0.1. Whatever the library makes of an ending, `failure` has its cause.
 */
export interface Tunnel {
  readonly port: number;
  /** Why it ended before `close`; null while it is open. */
  readonly failure: Failed | null;
  /** Settles once it is over, whoever ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** The only way out for connectors that do not speak HTTP; what an administrator approved holds here too. */
export interface Tunnels {
  /** `done` once the server accepted the connection and, with TLS, showed a good certificate. Never throws for the network. */
  open(target: TunnelTarget): Promise<Outcome<Tunnel>>;
}
