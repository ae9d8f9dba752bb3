import { FixedClock, HOUR, MINUTE } from '@ronron/kernel';
import { startFaultyProxy, startGalenePeer, type GalenePeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Actor, Connector, Handle, Room } from '../contract/connector.js';
import { connectTo, trialMember, trialRoom, trialWish, valueOf } from '../contract/trial.js';
import { galene } from './galene.js';

const signingSecret = 'a-secret-that-openssl-made-0123456789abcdef';

describeConnectorContract({
  name: 'Galène (a peer that answers as its documentation and its source say)',
  factory: galene,
  async start() {
    const peer = await startGalenePeer();
    const proxy = await startFaultyProxy(peer.url);
    const { adminUser, adminPassword } = peer;
    return {
      proxy,
      settingsAt: (url) => ({ url, adminUser, adminPassword, signingSecret }),
      wrongSettingsAt: (url) => ({ url, adminUser, adminPassword: 'wrong', signingSecret }),
      secrets: [adminPassword, signingSecret],
      async stop() {
        await proxy.stop();
        await peer.stop();
      },
    };
  },
});

describe('a Galène', () => {
  const now = new Date('2026-06-01T18:00:00Z');
  const clock = new FixedClock(now);
  const wanted = trialWish([trialMember('nolwenn', { role: 'manager' })]);
  const handle: Handle = { version: 1, subscriptionId: wanted.subscriptionId, state: 'active' };
  const holder: Actor = { kind: 'member', accountId: 'nolwenn', displayName: 'Nolwenn', role: 'manager' };
  const member: Actor = { kind: 'member', accountId: 'yann', displayName: 'Yann', role: 'member' };
  const guest: Actor = { kind: 'guest', displayName: 'Ève & Adam' };
  let peer: GalenePeer;
  let connector: Connector;

  beforeEach(async () => {
    peer = await startGalenePeer();
    connector = connect();
  });
  afterEach(() => peer.stop());

  const connect = (changes: Record<string, unknown> = {}): Connector => {
    const { url, adminUser, adminPassword } = peer;
    return connectTo(galene, { url, adminUser, adminPassword, signingSecret, ...changes }, { clock });
  };
  const urlFor = async (who: Actor, room: Room, how = connector): Promise<string> =>
    valueOf(await how.openRoom!(handle, room, who)).url;
  const definitionOf = (room: Room): Record<string, unknown> =>
    peer.groups.get(`ronron-${wanted.subscriptionId}-${room.key}`)!.definition;

  it('lets each in by their name and place, and gives nobody the power to invite past the portal', async () => {
    const room = trialRoom();
    const leads = ['op', 'present', 'message', 'caption'];
    expect(await peer.enter(await urlFor(holder, room), now)).toEqual({ username: 'Nolwenn', permissions: leads });
    for (const who of [member, guest]) {
      const url = await urlFor(who, room);
      const username = who.displayName!;
      expect(await peer.enter(url, now)).toEqual({ username, permissions: ['present', 'message'] });
      expect(new URL(url).searchParams.get('username')).toBe(username);
    }
    expect(await peer.enter(await urlFor({ kind: 'guest', displayName: null }, room), now)).toMatchObject({
      username: 'Invité',
    });
    expect(peer.groups.size).toBe(1);
  });

  it('believes a token for that room alone, for a while', async () => {
    const [room, other] = [trialRoom(), trialRoom()];
    const url = new URL(await urlFor(guest, room));
    const elsewhere = new URL(await urlFor(guest, other));
    expect(await peer.enter(url.href, new Date(now.getTime() + 2 * HOUR - 1000))).toMatchObject({
      username: 'Ève & Adam',
    });
    expect(await peer.enter(url.href, new Date(now.getTime() + 2 * HOUR + 10_000))).toBe('not authorised');
    elsewhere.search = url.search;
    expect(await peer.enter(elsewhere.href, now)).toBe('not authorised');
    const rotated = connect({ signingSecret: `another ${signingSecret}` });
    expect(await peer.enter(await urlFor(guest, room, rotated), now)).toMatchObject({ username: 'Ève & Adam' });
    expect(await peer.enter(url.href, now)).toBe('not authorised');
  });

  it('tells a group its end, its size and that it begins locked', async () => {
    const closesAt = new Date(now.getTime() + 30 * MINUTE);
    const room = trialRoom({ closesAt, people: 12, lobby: true });
    const url = await urlFor(guest, room);
    expect(definitionOf(room)).toEqual({
      displayName: room.name,
      autolock: true,
      'max-clients': 12,
      expires: '2026-06-01T18:30:00.000Z',
    });
    expect(await peer.enter(url, new Date(closesAt.getTime() + 10_000))).toBe('this group is not open any more');
    await urlFor(guest, { ...room, closesAt: null, people: null, lobby: false, name: 'Autre nom' });
    expect(definitionOf(room)).toEqual({ displayName: 'Autre nom' });
  });

  it('may be recorded by who leads, where both the service and the subscription say so', async () => {
    const recording = connect({ recording: true });
    const permissionsFor = async (who: Actor, how: Connector, features: Room['features']): Promise<unknown> =>
      peer.enter(await urlFor(who, trialRoom({ features }), how), now);
    expect(await permissionsFor(holder, recording, ['recording'])).toMatchObject({
      permissions: expect.arrayContaining(['record']),
    });
    for (const outcome of [
      await permissionsFor(member, recording, ['recording']),
      await permissionsFor(holder, recording, []),
      await permissionsFor(holder, connector, ['recording']),
    ]) {
      expect(outcome).toMatchObject({ permissions: expect.not.arrayContaining(['record']) });
    }
  });

  it('is changed only when something changed, and again when somebody else did so at the same moment', async () => {
    const room = trialRoom();
    await urlFor(guest, room);
    peer.calls.length = 0;
    await urlFor(guest, room);
    expect(peer.calls.filter((call) => call.startsWith('PUT') && !call.endsWith('/.keys'))).toEqual([]);
    for (const changed of [trialRoom(), { ...room, name: 'Autre nom' }]) {
      peer.interfere = true;
      expect(await peer.enter(await urlFor(guest, changed), now)).toMatchObject({ username: 'Ève & Adam' });
      expect(definitionOf(changed)).toEqual({ displayName: changed.name });
    }
    const both = trialRoom();
    await Promise.all([urlFor(holder, both), urlFor(guest, both)]);
    expect(definitionOf(both)).toEqual({ displayName: both.name });
  });

  it('loses the groups of a suspended subscription, and no others; they come back with it', async () => {
    const [mine, theirs] = [trialRoom(), trialRoom()];
    const url = await urlFor(guest, mine);
    valueOf(await connector.openRoom!({ ...handle, subscriptionId: 'another' }, theirs, guest));
    peer.groups.set('the-lessons-of-the-school', { definition: {}, keys: [], etag: '"0"' });
    valueOf(await connector.apply({ ...wanted, state: 'suspended' }, handle, 'key'));
    expect([...peer.groups.keys()].sort()).toEqual([`ronron-another-${theirs.key}`, 'the-lessons-of-the-school']);
    expect(await peer.enter(url, now)).toBe('group does not exist');
    expect(await peer.enter(await urlFor(guest, mine), now)).toMatchObject({ username: 'Ève & Adam' });
  });

  it('wants a secret for tokens that nobody finds by trying', () => {
    const read = galene.settings.read({ url: peer.url, adminUser: 'a', adminPassword: 'b', signingSecret: 'short' });
    expect(read).toEqual({
      ok: false,
      error: [{ field: 'signingSecret', problemKey: 'connectors:problem.secret-too-short' }],
    });
  });
});
