import { createServer, type AddressInfo, type Server } from 'node:net';
import { client, xml } from '@xmpp/client';
import { startFaultySocketProxy, startProsodyPeer, type ProsodyPeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Connector, Credentials, DesiredState, Handle } from '../contract/connector.js';
import { connectTo, trialMember as member, trialWish as wish, valueOf } from '../contract/trial.js';
import { createOutgoing } from '../network/create-outgoing.js';
import { createTunnels } from '../tunnel/create-tunnels.js';
import { xmpp } from './xmpp.js';

let prosody: ProsodyPeer;
beforeAll(async () => {
  prosody = await startProsodyPeer();
}, 60_000);
afterAll(() => prosody.stop());

const settingsAt = (address: string): Record<string, unknown> => ({
  url: `xmpp://${new URL(address).host}`,
  domain: prosody.domain,
  adminUser: prosody.adminUser,
  adminPassword: prosody.adminPassword,
});

describeConnectorContract({
  name: 'prosody',
  factory: xmpp,
  // A connection that ends in the middle of an answer looks like one that ends before it.
  reasons: { truncated: 'unreachable' },
  async start() {
    const proxy = await startFaultySocketProxy({ host: '127.0.0.1', port: prosody.port });
    return {
      proxy,
      settingsAt,
      wrongSettingsAt: (address) => ({ ...settingsAt(address), adminPassword: 'not-the-password' }),
      secrets: [prosody.adminPassword, 'not-the-password'],
      stop: () => proxy.stop(),
    };
  },
});

describe('a chat server', () => {
  const connect = (changes: object = {}, tools: object = {}): Connector =>
    connectTo(xmpp, { ...settingsAt(`tcp://127.0.0.1:${prosody.port}`), ...changes }, tools);
  const wishFor = (...members: readonly string[]): DesiredState => wish(members.map((accountId) => member(accountId)));
  const apply = async (wanted: DesiredState): Promise<Handle> => valueOf(await connect().apply(wanted, null, 'key'));
  const password = async (handle: Handle, accountId: string): Promise<Credentials> =>
    valueOf(await connect().renewPassword!(handle, accountId));

  /** Signs in as a chat program does, and stays. */
  async function signIn({ login, password: secret }: Credentials) {
    const [username] = login.split('@');
    const program = client({
      service: `xmpp://127.0.0.1:${prosody.port}`,
      domain: prosody.domain,
      timeout: 5000,
      credentials: (authenticate) => authenticate({ username: username!, password: secret }, 'PLAIN'),
    });
    program.reconnect.stop();
    program.on('error', () => {});
    const ended = new Promise<void>((resolve) => program.once('disconnect', () => resolve()));
    await program.start();
    const set = (element: ReturnType<typeof xml>) => program.iqCaller.set(element);
    return { ended, set, stop: () => program.stop() };
  }
  const signsIn = (credentials: Credentials): Promise<boolean> =>
    signIn(credentials).then(
      async (program) => {
        await program.stop();
        return true;
      },
      () => false,
    );

  it('lets a member in with the password that the portal gave, until it is renewed', async () => {
    const handle = await apply(wishFor('annaig'));
    const first = await password(handle, 'annaig');
    expect(first.login).toMatch(/^[a-z2-7]{12}@localhost$/);
    const program = await signIn(first);
    const second = await password(handle, 'annaig');
    await program.ended;
    expect([await signsIn(first), await signsIn(second)]).toEqual([false, true]);
  });

  it('signs people out when it is suspended, and lets them back with a new password', async () => {
    const wanted = wishFor('enora');
    const handle = await apply(wanted);
    const before = await password(handle, 'enora');
    const program = await signIn(before);
    await apply({ ...wanted, state: 'suspended' });
    await program.ended;
    expect(await signsIn(before)).toBe(false);
    await apply(wanted);
    expect(await signsIn(await password(handle, 'enora'))).toBe(true);
  });

  it('closes the account of a member who left, keeps it to the end, and deletes it then', async () => {
    const wanted = wishFor('gwen', 'tangi');
    const handle = await apply(wanted);
    const gwen = await password(handle, 'gwen');
    await apply({ ...wanted, members: [member('tangi')] });
    expect(await signsIn(gwen)).toBe(false);
    await apply(wanted);
    const back = await password(handle, 'gwen');
    expect([back.login, await signsIn(back)]).toEqual([gwen.login, true]);
    await apply({ ...wanted, state: 'absent' });
    expect(await signsIn(back)).toBe(false);
    expect(await connect().renewPassword!(handle, 'gwen')).toMatchObject({ reason: 'conflict' });
  });

  it('gives the card of each account and, to a person alone, their contacts, in a format that servers read', async () => {
    const holder = { kind: 'account' as const, id: 'morwenna', name: 'Morwenna' };
    const wanted = { ...wishFor('morwenna'), holder };
    const own = await apply(wanted);
    const program = await signIn(await password(own, 'morwenna'));
    await program.set(xml('vCard', { xmlns: 'vcard-temp' }, xml('FN', {}, 'Morwenna & <Cie>')));
    await program.set(
      xml('query', { xmlns: 'jabber:iq:roster' }, xml('item', { jid: 'ami@chat.example', name: 'Ami' })),
    );
    await program.stop();
    const exported = async (handle: Handle): Promise<string> =>
      new TextDecoder().decode(valueOf(await connect().export!(handle)).content);
    const text = await exported(own);
    expect(text).toContain('xmlns="urn:xmpp:pie:0"');
    expect(text).toContain('<FN>Morwenna &amp; &lt;Cie&gt;</FN>');
    expect(text).toContain('ami@chat.example');
    expect(text).not.toMatch(/password/i);

    const club = await apply(wishFor('morwenna'));
    const member = await signIn(await password(club, 'morwenna'));
    await member.set(xml('query', { xmlns: 'jabber:iq:roster' }, xml('item', { jid: 'secret@chat.example' })));
    await member.stop();
    expect(await exported(club)).not.toContain('secret@chat.example');
    await apply({ ...wanted, state: 'absent' });
    expect(await connect().export!(own)).toMatchObject({ reason: 'conflict' });
  });

  it('erases a person in all subscriptions and touches nobody else', async () => {
    const [one, other] = [await apply(wishFor('soizic', 'riwal')), await apply(wishFor('soizic'))];
    const [riwal, soizic] = [await password(one, 'riwal'), await password(other, 'soizic')];
    valueOf(await connect().erase!({ accountId: 'soizic', email: 'soizic@example.bzh' }));
    expect([await signsIn(riwal), await signsIn(soizic)]).toEqual([true, false]);
    expect(valueOf(await connect().inspect!(one))).toMatchObject({ state: 'active', memberCount: 1 });
    expect(valueOf(await connect().inspect!(other))).toMatchObject({ state: 'absent' });
    const { items } = valueOf(await connect().list!(null));
    expect(items).toContainEqual(expect.objectContaining({ subscriptionId: one['subscriptionId'], memberCount: 1 }));
  });

  it('takes hostile names for what they are: text', async () => {
    const wanted = { ...wishFor('</stream:stream>', '"><iq type="set"/>', '\u0000&#0;'), name: '\ud800\u0000' };
    const handle = await apply(wanted);
    expect(valueOf(await connect().inspect!(handle))).toMatchObject({ memberCount: 3 });
    await apply({ ...wanted, state: 'absent' });
    expect(valueOf(await connect().inspect!(handle))).toMatchObject({ state: 'absent' });
  });

  it('speaks TLS from the first byte, and only with a certificate for the host', async () => {
    const direct = { url: `xmpps://localhost:${prosody.tlsPort}` };
    expect(await connect(direct).check()).toMatchObject({ kind: 'failed', reason: 'tls' });
    const approval = { approvedHosts: ['localhost'], allowPrivate: true, trusted: prosody.certificate };
    const trusting = { tunnels: createTunnels(approval) };
    expect(valueOf(await connect(direct, trusting).check()).version).toMatch(/^0\.1[23]\./);
  });

  it('says that the account is no administrator', async () => {
    const handle = await apply(wishFor('ordinary'));
    const { login, password: secret } = await password(handle, 'ordinary');
    const ordinary = { adminUser: login.split('@')[0], adminPassword: secret };
    expect(await connect(ordinary).check()).toMatchObject({ kind: 'failed', reason: 'unauthorised' });
    expect(await connect(ordinary).apply(wishFor('x'), null, 'key')).toMatchObject({ reason: 'unauthorised' });
  });

  it('follows no server to another host, and gives its password to none that asks for another mechanism', async () => {
    const header =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0' from='localhost'>";
    const calls: string[] = [];
    const elsewhere = await listen(createServer(() => calls.push('elsewhere')));
    const moved = `<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:${portOf(elsewhere)}</see-other-host></stream:error>`;
    const scram =
      "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>";
    for (const [answer, reason] of [
      [header + moved, 'timeout'],
      [header + scram, 'unsupported'],
      [`${header}<iq`.padEnd(3000, 'x'), 'timeout'],
      [`${header}<stream:error/>`, 'bad-answer'],
      [`${header}</nothing>`, 'bad-answer'],
    ] as const) {
      const server = await listen(
        createServer((socket) => socket.on('error', () => {}).once('data', () => socket.write(answer))),
      );
      const approval = { approvedHosts: ['127.0.0.1'], allowPrivate: true, timeoutMs: 400 };
      const outcome = await connect({ url: `xmpp://127.0.0.1:${portOf(server)}` }, createOutgoing(approval)).check();
      expect([answer.slice(header.length), outcome]).toEqual([
        answer.slice(header.length),
        expect.objectContaining({ kind: 'failed', reason }),
      ]);
      server.close();
    }
    expect(calls).toEqual([]);
    elsewhere.close();
  });
});

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
