import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { bestEncoding, PreparedPages } from './prepared-pages.js';

const HTML = Buffer.from(`<h1>${'Quimper '.repeat(100)}</h1>`);

describe('prepared pages', () => {
  let pages: PreparedPages;
  let server: Server;
  let origin: string;

  beforeEach(async () => {
    pages = new PreparedPages('ronron');
    pages.listen(true);
    server = createServer((request, response) => {
      if (!pages.answer(request, response)) response.writeHead(418).end('drawn');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    pages.keep('/services', HTML, { 'content-type': 'text/html' }, pages.generation);
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('answer a visitor in the encoding they take, with the same words', async () => {
    for (const encoding of ['identity', 'gzip', 'br']) {
      const response = await fetch(`${origin}/services`, { headers: { 'accept-encoding': encoding } });
      expect(response.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
      expect(await response.text()).toBe(HTML.toString());
    }
  });

  it('choose the encoding by each header, also when many are made up', async () => {
    for (let round = 0; round < 2; round++) {
      for (let made = 0; made < 300; made++) {
        const gzip = await fetch(`${origin}/services`, { headers: { 'accept-encoding': `x${made}, gzip` } });
        expect([gzip.headers.get('content-encoding'), await gzip.text()]).toEqual(['gzip', HTML.toString()]);
      }
      const none = await fetch(`${origin}/services`, { headers: { 'accept-encoding': 'gzip;q=0' } });
      expect([none.headers.get('content-encoding'), await none.text()]).toEqual([null, HTML.toString()]);
    }
  });

  it('answer 304 to who has the page already, and no body to HEAD', async () => {
    const first = await fetch(`${origin}/services`);
    const again = await fetch(`${origin}/services`, { headers: { 'if-none-match': first.headers.get('etag')! } });
    expect(again.status).toBe(304);
    const head = await fetch(`${origin}/services`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('are not for people with a session, other methods, or addresses with a query', async () => {
    expect((await fetch(`${origin}/services`, { headers: { cookie: 'ronron=abc' } })).status).toBe(418);
    expect((await fetch(`${origin}/services`, { method: 'POST' })).status).toBe(418);
    expect((await fetch(`${origin}/services?q=pads`)).status).toBe(418);
  });

  it.each(['/services?q=pads', '/%73ervices', '/services#x', `/${'a'.repeat(300)}`, 'http://other.example/services'])(
    'are not kept for %s, of which there are endless variants',
    (url) => {
      pages.keep(url, HTML, {}, pages.generation);
      const request = { method: 'GET', url, headers: {} } as IncomingMessage;
      expect(pages.answer(request, {} as ServerResponse)).toBe(false);
    },
  );

  it('are all gone as soon as something changed', async () => {
    pages.drop();
    expect((await fetch(`${origin}/services`)).status).toBe(418);
  });

  it('do not keep what was drawn from data that changed meanwhile', async () => {
    const before = pages.generation;
    pages.drop();
    pages.keep('/services', HTML, {}, before);
    expect((await fetch(`${origin}/services`)).status).toBe(418);
  });

  it('keep nothing while changes cannot be heard of', async () => {
    pages.listen(false);
    pages.keep('/services', HTML, {}, pages.generation);
    expect((await fetch(`${origin}/services`)).status).toBe(418);
  });

  it('compress to what can be read again', async () => {
    const raw = await new Promise<Buffer>((resolve) => {
      void import('node:http').then(({ get }) =>
        get(`${origin}/services`, { headers: { 'accept-encoding': 'br' } }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)));
        }),
      );
    });
    expect(brotliDecompressSync(raw).equals(HTML)).toBe(true);
    expect(() => gunzipSync(raw)).toThrow();
  });
});

describe('the choice of an encoding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['BR;Q=0.1', 'br'],
    ['deflate', 'identity'],
  ])('for "%s" is %s', (header, encoding) => {
    expect(bestEncoding(header)).toBe(encoding);
  });
});
