import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { makeCertificate } from '@ronron/testing';
import type { Outcome } from '../contract/outcome.js';
import { createTunnels, type TunnelsOptions } from './create-tunnels.js';
import type { Guard, Tunnel } from './tunnels.js';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function listen(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => open.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    open.forEach((socket) => socket.destroy());
  });
  return (server.address() as AddressInfo).port;
}

/** Says everything back. */
const echo = (): Promise<number> => listen(createServer((socket) => socket.pipe(socket)));
const local: TunnelsOptions = { approvedHosts: ['127.0.0.1', 'localhost'], allowPrivate: true };
const guard: Guard = (chunk) => (chunk[0] === 'a'.charCodeAt(0) ? chunk : null);

async function open(port: number, options = local, target: object = {}): Promise<Outcome<Tunnel>> {
  const outcome = await createTunnels(options).open({ host: '127.0.0.1', port, tls: false, guard, ...target });
  if (outcome.kind === 'done') closers.push(() => outcome.value.close());
  return outcome;
}

/** Says something through a tunnel, and gives back all that came until it ended. */
function say({ port }: Tunnel, text: string, until = text.length): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('data', (part) => {
      heard += part.toString();
      if (heard.length >= until) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    socket.write(text);
  });
}

const through = (outcome: Outcome<Tunnel>): Tunnel => {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
};

describe('a tunnel for protocols that are not HTTP', () => {
  it('passes on what both sides say, to one client only', async () => {
    const tunnel = through(await open(await echo()));
    expect(await say(tunnel, 'anybody there?')).toBe('anybody there?');
    expect(tunnel.failure).toBeNull();
    expect(await say(tunnel, 'and once more?')).toBe('');
  });

  it('calls no host that was not approved, no private address that was not, and nothing public in clear', async () => {
    let calls = 0;
    const port = await listen(createServer(() => (calls += 1)));
    const refused = { kind: 'failed', reason: 'unreachable' };
    expect(await open(port, { approvedHosts: ['example.org'], allowPrivate: true })).toMatchObject(refused);
    expect(await open(port, { ...local, allowPrivate: false })).toMatchObject(refused);
    expect(await open(port, { ...local, approvedHosts: ['127.0.0.1:1'] })).toMatchObject(refused);
    const resolvesTo = (address: string): TunnelsOptions => ({
      approvedHosts: ['directory.example.org'],
      allowPrivate: true,
      resolve: async () => [{ address, family: 4 }],
    });
    const named = { host: 'directory.example.org' };
    expect(await open(port, { ...resolvesTo('127.0.0.1'), allowPrivate: false }, named)).toMatchObject(refused);
    for (const address of ['169.254.169.254', '0.0.0.0']) {
      expect(await open(port, resolvesTo(address), named)).toMatchObject(refused);
    }
    expect(await open(port, resolvesTo('80.67.169.12'), named)).toMatchObject({ reason: 'tls' });
    for (const host of ['me@127.0.0.1', '127.0.0.1/x', '127.0.0.1?', '']) {
      expect(await open(port, local, { host })).toMatchObject({ kind: 'failed' });
    }
    expect(calls).toBe(0);
  });

  it('connects to the address that it checked', async () => {
    let asked = 0;
    const resolve = async () => [{ address: (asked += 1) === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    const options = { approvedHosts: ['rebinding.test'], allowPrivate: true, resolve };
    const tunnel = through(await open(await echo(), options, { host: 'rebinding.test' }));
    expect([await say(tunnel, 'abc'), asked]).toEqual(['abc', 1]);
  });

  it('ends when time is up, too much came, another protocol is spoken, or the server hangs up', async () => {
    const silent = await listen(createServer(() => {}));
    const late = through(await open(silent, local, { timeoutMs: 50 }));
    await say(late, 'anybody?');
    expect(late.failure).toMatchObject({ reason: 'timeout' });
    const flood = through(await open(await echo(), { ...local, maxBytes: 10 }));
    await say(flood, 'a'.repeat(1000));
    expect(flood.failure).toMatchObject({ reason: 'bad-answer' });
    const other = through(await open(await echo()));
    expect(await say(other, 'HTTP/1.1 200 OK')).toBe('');
    expect(other.failure).toMatchObject({ reason: 'bad-answer' });
    const rude = await listen(createServer((socket) => socket.destroy()));
    const ended = await open(rude);
    if (ended.kind === 'done') await say(ended.value, 'a');
    expect(ended.kind === 'done' ? ended.value.failure : ended).toMatchObject({ reason: 'unreachable' });
    const nobody = await open(1);
    expect(nobody).toMatchObject({ kind: 'failed', reason: 'unreachable' });
  });

  it('speaks TLS with a server whose certificate is good for the name, and with no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ronron-tls-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const { certificate, keyFile } = makeCertificate(folder);
    const server = createTlsServer({ cert: certificate, key: readFileSync(keyFile) }, (socket) => {
      socket.on('error', () => {}).pipe(socket);
    });
    const port = await listen(server as unknown as Server);
    const trusting = { ...local, trusted: certificate };
    const tunnel = through(await open(port, trusting, { host: 'localhost', tls: true }));
    expect(await say(tunnel, 'a secret')).toBe('a secret');
    expect(await open(port, local, { host: 'localhost', tls: true })).toMatchObject({ reason: 'tls' });
    expect(await open(port, trusting, { host: '127.0.0.1', tls: true })).toMatchObject({ reason: 'tls' });
    expect(await open(await echo(), trusting, { host: 'localhost', tls: true, timeoutMs: 2000 })).toMatchObject({
      kind: 'failed',
    });
  });
});
