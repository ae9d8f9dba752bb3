import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnswerReader, load } from './load.js';

const ask = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');

describe('load', () => {
  let server: Server | undefined;
  const serve = async (listener: RequestListener): Promise<string> => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('counts every answer, over connections that it keeps', async () => {
    let asked = 0;
    const connections = new Set<unknown>();
    const origin = await serve((request, response) => {
      asked++;
      connections.add(request.socket);
      response.setHeader('content-length', 100_000).end('x'.repeat(100_000));
    });
    let left = 50;
    const next = (): Buffer | null => (left-- > 0 ? ask : null);
    const result = await load({ origin, connections: 4, milliseconds: 20_000, next, status: 200 });
    expect(result.requests).toBe(50);
    expect(asked).toBe(50);
    expect(connections.size).toBe(4);
  });

  it('stops by itself when its time is over', async () => {
    const origin = await serve((_, response) => response.setHeader('content-length', 2).end('ok'));
    const result = await load({ origin, connections: 2, milliseconds: 50, next: () => ask, status: 200 });
    expect(result.requests).toBeGreaterThan(0);
    expect(result.seconds).toBeGreaterThanOrEqual(0.05);
  });

  it('does not take a refusal for an answer', async () => {
    const origin = await serve((_, response) => response.writeHead(429, { 'content-length': 0 }).end());
    const loading = load({ origin, connections: 1, milliseconds: 20_000, next: () => ask, status: 200 });
    await expect(loading).rejects.toThrow('429');
  });

  it('does not hide that the server hung up', async () => {
    const origin = await serve((request) => request.socket.destroy());
    await expect(
      load({ origin, connections: 1, milliseconds: 20_000, next: () => ask, status: 200 }),
    ).rejects.toThrow();
  });
});

describe('AnswerReader', () => {
  it('finds the end of an answer wherever the network cut it', () => {
    const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello');
    for (let cut = 1; cut < answer.length; cut++) {
      const reader = new AnswerReader(200);
      expect(reader.read(answer.subarray(0, cut))).toBe(false);
      expect(reader.read(answer.subarray(cut))).toBe(true);
    }
  });
});
