import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A tool that is called and answers at once that it has what it is asked about: the least that a service could cost. */
const ANSWER = JSON.stringify({ outcome: 'done', state: 'active' });
const HEADERS = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ANSWER) };

const server = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(200, HEADERS).end(ANSWER));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
