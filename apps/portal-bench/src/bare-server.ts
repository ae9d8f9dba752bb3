import { hash, verify } from '@node-rs/argon2';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BareMessage } from './bare-process.js';

/**
 * The least that a Node server can do, as a process of its own: it writes one answer that it was given, whatever is
 * asked. A POST first checks a password, with nothing around it.
 */

/** The cost that the portal has: the library's default of 19 MiB, 2 iterations, 1 lane (OWASP). */
const PASSWORD = 'ronron-ronron-ronron';
const stored = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

let headers: Record<string, string | number> = {};
let body = Buffer.alloc(0);

const server = createServer((request, response) => {
  if (request.method !== 'POST') {
    response.writeHead(200, headers);
    response.end(body);
    return;
  }
  request.resume();
  void verify(stored, PASSWORD).then((right) => response.writeHead(right ? 303 : 500, { 'content-length': 0 }).end());
});
server.keepAliveTimeout = 75_000;

process.on('message', (message: BareMessage) => {
  headers = { ...message.headers, 'content-length': Buffer.byteLength(message.body, 'base64') };
  body = Buffer.from(message.body, 'base64');
  process.send!('ready');
});
// Its parent is gone: so is its purpose.
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
