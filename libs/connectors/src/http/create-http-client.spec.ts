import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server as SocketServer } from 'node:net';
import type { Outcome } from '../contract/outcome.js';
import { createHttpClient, type HttpClientOptions } from './create-http-client.js';
import { outcomeOfError } from '../network/failure-of-error.js';
import type { HttpAnswer } from './http-client.js';

const servers: (Server | SocketServer)[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

async function listen<S extends Server | SocketServer>(server: S): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const web = (listener: RequestListener): Promise<number> => listen(createServer(listener));
const local: HttpClientOptions = { approvedHosts: ['127.0.0.1', 'localhost'], allowPrivate: true };
const get = (url: string, options = local): Promise<Outcome<HttpAnswer>> =>
  createHttpClient(options).send({ method: 'GET', url });

describe('the client for outgoing calls', () => {
  it('gives back whatever status a server answers, with the whole body', async () => {
    const port = await web((_, response) => response.writeHead(418, { 'x-tea': 'yes' }).end('short and stout'));
    const answer = await get(`http://127.0.0.1:${port}/pot`);
    expect(answer).toMatchObject({ kind: 'done', value: { status: 418, headers: { 'x-tea': 'yes' } } });
    expect(answer.kind === 'done' && answer.value.body.toString()).toBe('short and stout');
  });

  it('sends a body with its length', async () => {
    const port = await web((request, response) => {
      expect(request.headers['content-length']).toBe('5');
      request.pipe(response);
    });
    const answer = await createHttpClient(local).send({ method: 'POST', url: `http://127.0.0.1:${port}`, body: 'été' });
    expect(answer.kind === 'done' && answer.value.body.toString()).toBe('été');
  });

  it('calls no host that was not approved, and no private address that was not', async () => {
    let calls = 0;
    const port = await web((_, response) => response.end(String((calls += 1))));
    const refused = { kind: 'failed', reason: 'unreachable' };
    expect(await get(`http://127.0.0.1:${port}`, { approvedHosts: ['example.org'], allowPrivate: true })).toMatchObject(
      refused,
    );
    expect(await get(`http://127.0.0.1:${port}`, { ...local, allowPrivate: false })).toMatchObject(refused);
    expect(await get(`http://localhost:${port}`, { ...local, allowPrivate: false })).toMatchObject(refused);
    expect(await get(`http://127.0.0.1:${port}`, { approvedHosts: ['127.0.0.1:1'], allowPrivate: true })).toMatchObject(
      refused,
    );
    expect(await get(`http://0.0.0.0:${port}`, { approvedHosts: ['0.0.0.0'], allowPrivate: true })).toMatchObject(
      refused,
    );
    for (const host of ['[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '[::1]']) {
      const options = { approvedHosts: [host], allowPrivate: false };
      expect(await get(`http://${host}:${port}`, options)).toMatchObject(refused);
    }
    expect(await get('ftp://127.0.0.1/x')).toMatchObject({ kind: 'failed', reason: 'unsupported' });
    expect(calls).toBe(0);
  });

  it.each(['::ffff:169.254.169.254', '169.254.169.254', '::', '64:ff9b::a9fe:a9fe'])(
    'never calls %s, whatever name leads there and whatever is approved',
    async (address) => {
      const family = address.includes(':') ? 6 : 4;
      const resolve = async () => [{ address, family }];
      const answer = await get('http://cloud.example.org/', {
        approvedHosts: ['cloud.example.org'],
        allowPrivate: true,
        resolve,
      });
      expect(answer).toMatchObject({ kind: 'failed', reason: 'unreachable' });
      expect(answer.kind === 'failed' && answer.detail).toContain('never called');
    },
  );

  it('connects to the address it checked, so that a name that changes gains nothing', async () => {
    const port = await web((_, response) => response.end('the checked one'));
    let asked = 0;
    const resolve = async () => [{ address: (asked += 1) === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    const answer = await get(`http://rebinding.test:${port}/`, {
      approvedHosts: ['rebinding.test'],
      allowPrivate: true,
      resolve,
    });
    expect(answer.kind === 'done' && answer.value.body.toString()).toBe('the checked one');
    expect(asked).toBe(1);
  });

  it('sends nothing in clear to a public address', async () => {
    const resolve = async () => [{ address: '80.67.169.12', family: 4 }];
    const options = { approvedHosts: ['cloud.example.org'], allowPrivate: true, resolve };
    expect(await get('http://cloud.example.org/', options)).toMatchObject({ kind: 'failed', reason: 'tls' });
  });

  it('follows three redirects and no more', async () => {
    const port = await web((request, response) => {
      const left = Number(request.url!.slice(1));
      if (left === 0) response.end('arrived');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect(await get(`http://127.0.0.1:${port}/3`)).toMatchObject({ kind: 'done', value: { status: 200 } });
    expect(await get(`http://127.0.0.1:${port}/4`)).toMatchObject({ kind: 'failed', reason: 'bad-answer' });
  });

  it('checks a redirect like a first call, and takes no credential or form to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const other = await web((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const first = await web((request, response) => {
      const status = request.method === 'POST' ? 307 : 302;
      const target = request.url === '/metadata' ? 'http://169.254.169.254/latest' : `http://localhost:${other}/`;
      response.writeHead(status, { location: target }).end();
    });
    const client = createHttpClient({
      approvedHosts: ['127.0.0.1', 'localhost', '169.254.169.254'],
      allowPrivate: true,
    });
    const headers = { authorization: 'Basic c2VjcmV0' };
    const url = `http://127.0.0.1:${first}`;
    expect(await client.send({ method: 'GET', url: `${url}/metadata`, headers })).toMatchObject({
      reason: 'unreachable',
    });
    expect(await client.send({ method: 'GET', url, headers })).toMatchObject({ kind: 'done', value: { status: 200 } });
    expect(await client.send({ method: 'POST', url, headers, body: 'apikey=secret' })).toMatchObject({
      reason: 'bad-answer',
    });
    expect(seen).toEqual([undefined]);
  });

  it('stops at its time limit, before and in the middle of an answer', async () => {
    const silent = await web(() => undefined);
    const slow = await web((_, response) => response.writeHead(200, { 'content-length': '9' }).write('some'));
    for (const port of [silent, slow]) {
      const answer = await get(`http://127.0.0.1:${port}/?key=secret`, { ...local, timeoutMs: 60 });
      expect(answer).toEqual({ kind: 'failed', reason: 'timeout', detail: `127.0.0.1:${port} took too long.` });
    }
  });

  it('stops at its size limit', async () => {
    const port = await web((_, response) => response.end('x'.repeat(5000)));
    expect(await get(`http://127.0.0.1:${port}`, { ...local, maxBytes: 4999 })).toMatchObject({ reason: 'bad-answer' });
    expect(await get(`http://127.0.0.1:${port}`, { ...local, maxBytes: 5000 })).toMatchObject({ kind: 'done' });
  });

  it('tells a hang-up, a truncated answer, another protocol and a closed port apart', async () => {
    const hangUp = await listen(createSocketServer((socket) => socket.once('data', () => socket.destroy())));
    const cut = await web((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const mail = await listen(createSocketServer((socket) => socket.resume().end('220 mail.example.org ESMTP\r\n')));
    const closed = await listen(createSocketServer());
    await new Promise((resolve) => servers.pop()!.close(resolve));
    expect(await get(`http://127.0.0.1:${hangUp}`)).toMatchObject({ reason: 'unreachable' });
    expect(await get(`http://127.0.0.1:${cut}`)).toMatchObject({ reason: 'bad-answer' });
    expect(await get(`http://127.0.0.1:${mail}`)).toMatchObject({ reason: 'bad-answer' });
    expect(await get(`http://127.0.0.1:${closed}`)).toMatchObject({ reason: 'unreachable' });
  });

  it('says tls for a server that speaks none and for a certificate that nobody vouches for', async () => {
    const plain = await web((_, response) => response.end());
    expect(await get(`https://localhost:${plain}/?key=secret`)).toMatchObject({ kind: 'failed', reason: 'tls' });
    for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID']) {
      const error = Object.assign(new Error('in https://cloud.example.org/?key=secret'), { code });
      expect(outcomeOfError(error, 'cloud.example.org').reason).toBe('tls');
      expect(outcomeOfError(error, 'cloud.example.org').detail).not.toContain('secret');
    }
  });
});
