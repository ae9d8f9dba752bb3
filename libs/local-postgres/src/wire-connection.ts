import { type Randomness, systemRandomness } from '@ronron/kernel';
import { createConnection, type Socket } from 'node:net';
import { ScramClient } from './scram.js';

const PROTOCOL_3 = 196_608;

/** A server on this machine that says nothing for so long while signing in is no server. Milliseconds. */
const SIGN_IN_LIMIT = 5_000;

/** What the server refused, with PostgreSQL's five-character code. */
export class WireError extends Error {
  override readonly name = 'WireError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type Row = (string | null)[];
interface Waiter {
  rows: Row[];
  error: Error | null;
  resolve(rows: Row[]): void;
  reject(error: Error): void;
}

export interface WireAddress {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/**
 * As much of PostgreSQL's protocol as is needed to see that a server answers and knows our password, to create a
 * database, and to hold a lock: the drivers stay where the portal's data is. One query at a time.
 */
export class WireConnection {
  /** Settles when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
  private buffer = Buffer.alloc(0);
  private waiter: Waiter | null = null;
  private readonly scram: ScramClient;

  private constructor(
    private readonly socket: Socket,
    private readonly address: WireAddress,
    randomness: Randomness,
  ) {
    this.scram = new ScramClient(address.password, randomness.bytes(18).toString('base64'));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    let reason = new Error('The database server closed the connection.');
    socket.on('error', (error) => (reason = error));
    socket.once('close', () => this.waiter?.reject(reason));
    socket.once('connect', () => this.sendStartup());
    socket.on('data', (chunk) => this.receive(chunk));
  }

  /**
   * @throws WireError when the server refuses: 28P01 (wrong password), 57P03 (still starting), 3D000 (no such database).
   * @throws Error with a system code, e.g. ECONNREFUSED.
   */
  static async open(address: WireAddress, randomness: Randomness = systemRandomness): Promise<WireConnection> {
    const socket = createConnection({ host: '127.0.0.1', port: address.port, noDelay: true });
    const connection = new WireConnection(socket, address, randomness);
    socket.setTimeout(SIGN_IN_LIMIT, () => socket.destroy(new Error('The database server does not answer.')));
    try {
      await connection.untilReady(() => undefined);
      socket.setTimeout(0);
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** Runs one statement. Values come as text. The text must hold no value from outside. */
  query(sql: string): Promise<Row[]> {
    return this.untilReady(() => this.send('Q', Buffer.from(`${sql}\0`)));
  }

  async close(): Promise<void> {
    if (!this.socket.destroyed) {
      this.send('X', Buffer.alloc(0));
      this.socket.end();
    }
    await this.closed;
  }

  private untilReady(begin: () => void): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) {
        reject(new Error('The connection to the database is closed.'));
        return;
      }
      this.waiter = { rows: [], error: null, resolve, reject };
      begin();
    });
  }

  private sendStartup(): void {
    const { user, database } = this.address;
    const parameters = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0ronron-owner\0\0`);
    const head = Buffer.alloc(8);
    head.writeInt32BE(parameters.length + 8, 0);
    head.writeInt32BE(PROTOCOL_3, 4);
    this.socket.write(Buffer.concat([head, parameters]));
  }

  private send(type: string, body: Buffer): void {
    const head = Buffer.alloc(5);
    head.write(type, 0, 'latin1');
    head.writeInt32BE(body.length + 4, 1);
    this.socket.write(Buffer.concat([head, body]));
  }

  private receive(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    while (this.buffer.length >= 5) {
      const end = 1 + this.buffer.readInt32BE(1);
      if (this.buffer.length < end) return;
      const type = this.buffer.toString('latin1', 0, 1);
      const body = this.buffer.subarray(5, end);
      this.buffer = this.buffer.subarray(end);
      try {
        this.take(type, body);
      } catch (error) {
        this.socket.destroy(error as Error);
        return;
      }
    }
  }

  private take(type: string, body: Buffer): void {
    const { waiter } = this;
    if (waiter === null) return;
    if (type === 'R') this.authenticate(body);
    else if (type === 'D') waiter.rows.push(readRow(body));
    else if (type === 'E') {
      waiter.error = readError(body);
      // Refused before the session began: no ReadyForQuery will follow, the server hangs up.
      if (['FATAL', 'PANIC'].includes(readFields(body)['V'] ?? '')) this.settle(waiter);
    } else if (type === 'Z') this.settle(waiter);
  }

  private settle(waiter: Waiter): void {
    this.waiter = null;
    if (waiter.error === null) waiter.resolve(waiter.rows);
    else waiter.reject(waiter.error);
  }

  private authenticate(body: Buffer): void {
    const kind = body.readInt32BE(0);
    const rest = body.subarray(4);
    if (kind === 10) {
      const first = Buffer.from(this.scram.first());
      const length = Buffer.alloc(4);
      length.writeInt32BE(first.length);
      this.send('p', Buffer.concat([Buffer.from(`${this.scram.mechanism}\0`), length, first]));
    } else if (kind === 11) {
      this.send('p', Buffer.from(this.scram.final(rest.toString())));
    } else if (kind === 12) {
      if (!this.scram.isServer(rest.toString())) throw new Error('Another program answers at the database port.');
    } else if (kind !== 0) {
      throw new Error('The database server asks for another way to sign in.');
    }
  }
}

function readRow(body: Buffer): Row {
  const row: Row = [];
  for (let count = body.readInt16BE(0), at = 2; count > 0; count--) {
    const length = body.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(length, 0);
  }
  return row;
}

function readFields(body: Buffer): Record<string, string> {
  const parts = body.toString('utf8').split('\0');
  return Object.fromEntries(parts.filter((part) => part !== '').map((part) => [part.slice(0, 1), part.slice(1)]));
}

function readError(body: Buffer): WireError {
  const { C: code = '', M: message = '' } = readFields(body);
  return new WireError(code, message);
}
