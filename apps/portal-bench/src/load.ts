import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  readonly origin: string;
  /** Kept-alive connections, each with one request on its way at a time. */
  readonly connections: number;
  readonly milliseconds: number;
  /** The next request as bytes; null ends the load before its time. */
  readonly next: () => Buffer | null;
  readonly status: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
}

/**
 * Asks over and over, and counts the answers. It parses only what it must, so that it is not what is measured.
 * @throws Error on any other status than the expected one, or when the server hangs up.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  return (await readyToLoad(options))();
}

/**
 * Opens the connections, as a reverse proxy has them open before anybody comes. What it returns does as `load` says, once, and closes them.
 * @throws Error when the server takes none.
 */
export async function readyToLoad(options: LoadOptions): Promise<() => Promise<LoadResult>> {
  const { hostname, port } = new URL(options.origin);
  const sockets = await Promise.all(Array.from({ length: options.connections }, () => open(hostname, Number(port))));
  return async () => {
    const started = performance.now();
    const end = started + options.milliseconds;
    let requests = 0;
    const next = (): Buffer | null => (performance.now() < end ? options.next() : null);
    const talks = sockets.map((socket) =>
      talk(socket, next, options.status, () => requests++).finally(() => socket.destroy()),
    );
    const ends = await Promise.allSettled(talks);
    const failed = ends.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { requests, seconds: (performance.now() - started) / 1000 };
  };
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function talk(socket: Socket, next: () => Buffer | null, status: number, answered: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const ask = (): void => {
      const request = next();
      if (request === null) resolve();
      else socket.write(request);
    };
    const answers = new AnswerReader(status);
    socket.on('data', (part: Buffer) => {
      try {
        if (!answers.read(part)) return;
      } catch (error) {
        return reject(error as Error);
      }
      answered();
      ask();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server closed a connection that was to be kept.')));
    ask();
  });
}

/** Finds the end of each answer by its Content-Length, which all answers measured here have. */
export class AnswerReader {
  private head = '';
  private missing = 0;

  constructor(private readonly status: number) {}

  /**
   * @returns true when the answer is complete.
   * @throws Error when the status is not the expected one, or there is no Content-Length.
   */
  read(part: Buffer): boolean {
    if (this.missing > 0) {
      this.missing -= part.length;
      return this.missing <= 0;
    }
    this.head += part.toString('latin1');
    const end = this.head.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const head = this.head.slice(0, end);
    if (!head.startsWith(`HTTP/1.1 ${this.status} `)) {
      throw new Error(`Expected ${this.status}, got:\n${this.head.slice(0, 1000)}`);
    }
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`An answer without Content-Length:\n${head}`);
    this.missing = Number(length) - (this.head.length - end - 4);
    this.head = '';
    return this.missing <= 0;
  }
}
