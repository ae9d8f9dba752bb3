import { FixedClock, HOUR, MINUTE } from '@ronron/kernel';
import { startFaultyProxy, startJitsiPeer, type JitsiPeer } from '@ronron/testing';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Actor, Connector, Handle, Room } from '../contract/connector.js';
import { connectTo, trialRoom, valueOf } from '../contract/trial.js';
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
  const seconds = now.getTime() / 1000;
  const clock = new FixedClock(now);
  const holder: Actor = { kind: 'member', accountId: 'nolwenn', displayName: 'Nolwenn', role: 'manager' };
  const member: Actor = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' };
  const guest: Actor = { kind: 'guest', displayName: null };
  const handle: Handle = { version: 1, subscriptionId: 's1', state: 'active' };
  const room = trialRoom();
  let peer: JitsiPeer;
  beforeAll(async () => {
    peer = await startJitsiPeer();
  });
  afterAll(() => peer.stop());

  const connect = (changes: Record<string, unknown> = {}): Connector =>
    connectTo(jitsi, { url: peer.url, appId: peer.appId, appSecret: peer.appSecret, ...changes }, { clock });
  const urlFor = async (who: Actor, connector = connect(), where = room): Promise<string> =>
    valueOf(await connector.openRoom!(handle, where, who)).url;
  const claimsFor = async (who: Actor, connector = connect(), where = room): Promise<JWTPayload> =>
    decodeJwt(tokenOf(await urlFor(who, connector, where)));
  const tokenOf = (url: string): string => new URL(url).searchParams.get('jwt')!;

  it('let members and guests in, for a while only', async () => {
    for (const who of [holder, member, guest]) {
      const url = await urlFor(who);
      expect(await peer.refusalAt(url, now)).toBeNull();
      expect(await peer.refusalAt(url, new Date(now.getTime() - 30_000))).toBeNull();
      expect(await peer.refusalAt(url, new Date(now.getTime() - 5 * MINUTE))).toBe('not-allowed');
      expect(await peer.refusalAt(url, new Date(now.getTime() + 2 * HOUR + 1000))).toBe('not-allowed');
    }
  });

  it('are worth nothing once the meeting is over', async () => {
    const short = trialRoom({ closesAt: new Date(now.getTime() + 20 * MINUTE) });
    const url = await urlFor(guest, connect(), short);
    expect(await peer.refusalAt(url, new Date(now.getTime() + 19 * MINUTE))).toBeNull();
    expect(await peer.refusalAt(url, new Date(now.getTime() + 21 * MINUTE))).toBe('not-allowed');
    const over = trialRoom({ closesAt: now });
    expect(await connect().openRoom!(handle, over, holder)).toMatchObject({ reason: 'conflict' });
  });

  it('open that room and no other', async () => {
    const url = new URL(await urlFor(member));
    url.pathname = new URL(await urlFor(member, connect(), trialRoom())).pathname;
    expect(await peer.refusalAt(url.href, now)).toBe('Room and token mismatched');
  });

  it('are refused by a server with another secret, application or domain', async () => {
    for (const changes of [{ appSecret: 'x'.repeat(32) }, { appId: 'other' }, { audience: 'other' }]) {
      expect(await peer.refusalAt(await urlFor(member, connect(changes)), now)).toBe('not-allowed');
    }
    expect(await peer.refusalAt(await urlFor(member, connect({ subject: 'elsewhere.bzh' })), now)).toContain(
      'mismatched',
    );
    expect(await peer.refusalAt(await urlFor(member, connect({ subject: '*' })), now)).toBeNull();
  });

  it('always say until when, which room, who for, in HS256, with texts that are never null', async () => {
    for (const [who, affiliation] of [
      [holder, 'owner'],
      [member, 'member'],
      [guest, 'member'],
    ] as const) {
      const url = await urlFor(who);
      expect(decodeProtectedHeader(tokenOf(url))).toEqual({ alg: 'HS256', typ: 'JWT' });
      const claims = decodeJwt(tokenOf(url));
      expect(claims).toMatchObject({
        iss: peer.appId,
        aud: peer.appId,
        sub: '127.0.0.1',
        exp: seconds + 7200,
        nbf: seconds - 60,
      });
      expect(claims['room']).toBe(new URL(url).pathname.slice(1));
      const { user } = claims['context'] as { user: Record<string, unknown> };
      expect(user).toMatchObject({ id: expect.any(String), name: expect.any(String), affiliation });
      expect(user['moderator']).toBe(affiliation === 'owner');
    }
  });

  it('give features to moderators only, those alone that both the service and the subscription give', async () => {
    const none = { recording: false, livestreaming: false, transcription: false };
    const featuresFor = async (who: Actor, changes: object, where = room): Promise<unknown> =>
      ((await claimsFor(who, connect({ ...changes }), where))['context'] as { features: unknown }).features;
    expect(await featuresFor(holder, {})).toEqual(none);
    const recording = { recording: true, transcription: true };
    expect(await featuresFor(holder, recording)).toEqual({ ...none, recording: true });
    expect(await featuresFor(holder, recording, trialRoom({ features: [] }))).toEqual(none);
    for (const who of [member, guest]) expect(await featuresFor(who, recording)).toEqual(none);
  });

  it('send guests to the lobby of a room that has one, and let the others pass it', async () => {
    const userFor = async (who: Actor, where: Room): Promise<unknown> =>
      ((await claimsFor(who, connect(), where))['context'] as { user: unknown }).user;
    const withLobby = trialRoom({ lobby: true });
    expect(await userFor(guest, withLobby)).toMatchObject({ lobby: true });
    for (const who of [holder, member]) {
      expect(await userFor(who, withLobby)).toMatchObject({ lobby_bypass: true });
      expect(await userFor(who, withLobby)).not.toHaveProperty('lobby');
    }
    expect(await userFor(guest, room)).not.toHaveProperty('lobby');
  });

  it('lead to the same name each time, differently for each room, with the words that people know it by', async () => {
    const url = new URL(await urlFor(guest));
    expect(url.pathname).toBe(`/ronron-${room.key}`);
    expect(new URL(await urlFor(holder)).pathname).toBe(url.pathname);
    const [name, subject] = url.hash.slice(1).split('=') as [string, string];
    expect([name, JSON.parse(decodeURIComponent(subject))]).toEqual(['config.subject', room.name]);
  });

  it('are not made for a server that takes none: it is entered by the name that nobody guesses', async () => {
    const open = connectTo(jitsi, { url: peer.url, authentication: 'none' }, { clock });
    const url = new URL(await urlFor(holder, open));
    expect(url.search).toBe('');
    expect(url.pathname).toBe(`/ronron-${room.key}`);
  });

  it('need an application and a secret as long as its hash', () => {
    const problems = (values: object): unknown => {
      const read = jitsi.settings.read({ url: peer.url, ...values });
      return read.ok ? [] : read.error.map(({ field, problemKey }) => [field, problemKey.split('.').at(-1)]);
    };
    expect(problems({})).toEqual([
      ['appId', 'required'],
      ['appSecret', 'required'],
    ]);
    expect(problems({ appId: 'ronron', appSecret: 'short' })).toEqual([['appSecret', 'secret-too-short']]);
  });
});
