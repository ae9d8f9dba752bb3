import { request as httpRequest } from 'node:http';

/** An answer as it came over the wire: the body still encoded, the headers without those that Node adds itself. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const ADDED_BY_NODE = ['date', 'connection', 'keep-alive'];

export function fetchAnswer(origin: string, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, origin), { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const sent = Object.entries(response.headers).filter(([name]) => !ADDED_BY_NODE.includes(name));
        const flat = sent.map(([name, value]) => [name, String(value)] as const);
        resolve({ status: response.statusCode!, headers: Object.fromEntries(flat), body: Buffer.concat(parts) });
      });
    });
    request.once('error', reject);
    request.end();
  });
}

/** A request as bytes, to be written again and again. */
export function requestBytes(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Buffer {
  const all = { host: 'localhost', ...headers, ...(body === '' ? {} : { 'content-length': Buffer.byteLength(body) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
