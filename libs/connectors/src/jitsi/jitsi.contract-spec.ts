import { FixedClock, HOUR, MINUTE, systemRandomness } from '@ronron/kernel';
import { startFaultyProxy, startJitsiPeer, type JitsiPeer } from '@ronron/testing';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Actor, Connector, Handle } from '../contract/connector.js';
import { createOutgoing } from '../network/create-outgoing.js';
import { jitsi } from './jitsi.js';

describeConnectorContract({
  name: 'Jitsi (a peer that judges tokens as prosody does)',
  factory: jitsi,
  async start() {
    const peer = await startJitsiPeer();
    const proxy = await startFaultyProxy(peer.url);
    return {
      proxy,
      settingsAt: (url) => ({ url, appId: peer.appId, appSecret: peer.appSecret }),
      // The secret signs and is never sent: nothing to refuse before somebody enters a room.
      secrets: [],
      async stop() {
        await proxy.stop();
        await peer.stop();
      },
    };
  },
});

describe('a room and its tokens', () => {
  const now = new Date('2026-06-01T18:00:00Z');
  const clock = new FixedClock(now);
  const holder: Actor = { kind: 'member', accountId: 'nolwenn', displayName: 'Nolwenn', role: 'manager' };
  const member: Actor = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' };
  const guest: Actor = { kind: 'guest', displayName: null };
  let peer: JitsiPeer;
  beforeAll(async () => {
    peer = await startJitsiPeer();
  });
  afterAll(() => peer.stop());

  const connect = (changes: Record<string, unknown> = {}): Connector => {
    const settings = jitsi.settings.read({ url: peer.url, appId: peer.appId, appSecret: peer.appSecret, ...changes });
    if (!settings.ok) throw new Error('settings refused');
    const outgoing = createOutgoing({ approvedHosts: ['127.0.0.1'], allowPrivate: true });
    return jitsi.create(settings.value, { ...outgoing, clock, randomness: systemRandomness });
  };
  const handle = (subscriptionId = 's1'): Handle => ({ version: 1, subscriptionId, state: 'active' });
  const urlFor = async (who: Actor, connector = connect(), subscriptionId = 's1'): Promise<string> => {
    const opening = await connector.open!(handle(subscriptionId), who);
    if (opening.kind !== 'done') throw new Error('not opened');
    return opening.value.url;
  };
  const tokenOf = (url: string): string => new URL(url).searchParams.get('jwt')!;

  it('lets members in, for a while only', async () => {
    const url = await urlFor(member);
    expect(await peer.refusalAt(url, now)).toBeNull();
    expect(await peer.refusalAt(url, new Date(now.getTime() - 30_000))).toBeNull();
    expect(await peer.refusalAt(url, new Date(now.getTime() - 5 * MINUTE))).toBe('not-allowed');
    expect(await peer.refusalAt(url, new Date(now.getTime() + 2 * HOUR + 1000))).toBe('not-allowed');
  });

  it('opens that room and no other', async () => {
    const url = new URL(await urlFor(member));
    url.pathname = new URL(await urlFor(member, connect(), 's2')).pathname;
    expect(await peer.refusalAt(url.href, now)).toBe('Room and token mismatched');
  });

  it('is refused by a server with another secret, application or domain', async () => {
    for (const changes of [{ appSecret: 'x'.repeat(32) }, { appId: 'other' }, { audience: 'other' }]) {
      expect(await peer.refusalAt(await urlFor(member, connect(changes)), now)).toBe('not-allowed');
    }
    expect(await peer.refusalAt(await urlFor(member, connect({ subject: 'elsewhere.bzh' })), now)).toContain(
      'mismatched',
    );
    expect(await peer.refusalAt(await urlFor(member, connect({ subject: '*' })), now)).toBeNull();
  });

  it('always says until when, which room, who for, in HS256, with texts that are never null', async () => {
    for (const [who, affiliation] of [
      [holder, 'owner'],
      [member, 'member'],
      [guest, 'member'],
    ] as const) {
      const token = tokenOf(await urlFor(who, connect({ guestsNeedToken: true })));
      expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
      const claims = decodeJwt(token);
      const seconds = now.getTime() / 1000;
      expect(claims).toMatchObject({
        iss: peer.appId,
        aud: peer.appId,
        sub: '127.0.0.1',
        exp: seconds + 7200,
        nbf: seconds - 60,
      });
      expect(claims['room']).toMatch(/^ronron-[0-9a-f]{32}$/);
      const { user } = claims['context'] as { user: Record<string, unknown> };
      expect(user).toMatchObject({ id: expect.any(String), name: expect.any(String), affiliation });
      expect(user['moderator']).toBe(affiliation === 'owner');
    }
  });

  it('gives guests the bare address of the room, or a token where the server wants one', async () => {
    const bare = new URL(await urlFor(guest));
    expect(bare.search).toBe('');
    expect(bare.pathname).toBe(new URL(await urlFor(member)).pathname);
    expect(await peer.refusalAt(await urlFor(guest, connect({ guestsNeedToken: true })), now)).toBeNull();
  });

  it('names the room the same each time, differently for each subscription and each secret', async () => {
    const path = async (id: string, changes = {}): Promise<string> =>
      new URL(await urlFor(guest, connect(changes), id)).pathname;
    expect(await path('s1')).toBe(await path('s1'));
    expect(new Set([await path('s1'), await path('s2'), await path('s1', { appSecret: 'y'.repeat(32) })]).size).toBe(3);
  });

  it('refuses a secret that is shorter than its hash', () => {
    const read = jitsi.settings.read({ url: peer.url, appId: 'ronron', appSecret: 'short' });
    expect(read).toEqual({
      ok: false,
      error: [{ field: 'appSecret', problemKey: 'connectors:problem.secret-too-short' }],
    });
  });
});
