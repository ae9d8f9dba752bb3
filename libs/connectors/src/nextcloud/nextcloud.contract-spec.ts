import { systemClock, systemRandomness } from '@ronron/kernel';
import { startFaultyProxy, startOcsPeer, type OcsPeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Connector, DesiredState, Member } from '../contract/connector.js';
import { valueOf } from '../contract/trial.js';
import { createOutgoing } from '../network/create-outgoing.js';
import { nextcloud } from './nextcloud.js';

const settingsOf = (peer: OcsPeer, url = peer.url): Record<string, unknown> => ({
  url,
  adminUser: peer.adminUser,
  adminPassword: peer.adminPassword,
});

describeConnectorContract({
  name: 'Nextcloud (a peer that speaks OCS)',
  factory: nextcloud,
  async start() {
    const peer = await startOcsPeer();
    const proxy = await startFaultyProxy(peer.url);
    const basic = Buffer.from(`${peer.adminUser}:${peer.adminPassword}`).toString('base64');
    return {
      proxy,
      settingsAt: (url) => settingsOf(peer, url),
      wrongSettingsAt: (url) => ({ ...settingsOf(peer, url), adminPassword: 'not-the-password' }),
      secrets: [peer.adminPassword, basic, 'not-the-password'],
      async stop() {
        await proxy.stop();
        await peer.stop();
      },
    };
  },
});

describe('Nextcloud', () => {
  let peer: OcsPeer;
  beforeEach(async () => {
    peer = await startOcsPeer();
  });
  afterEach(() => peer.stop());

  const connect = (changes: Record<string, unknown> = {}): Connector => {
    const settings = nextcloud.settings.read({ ...settingsOf(peer), ...changes });
    if (!settings.ok) throw new Error('settings refused');
    const outgoing = createOutgoing({ approvedHosts: ['127.0.0.1'], allowPrivate: true });
    return nextcloud.create(settings.value, { ...outgoing, clock: systemClock, randomness: systemRandomness });
  };
  const member = (accountId: string): Member => {
    return { accountId, displayName: accountId, email: `${accountId}@example.bzh`, role: 'member' };
  };
  const wanted = (changes: Partial<DesiredState> = {}): DesiredState => ({
    subscriptionId: '01900000-0000-7000-8000-000000000001',
    state: 'active',
    holder: { kind: 'organisation', id: 'asso', name: 'Asso' },
    members: [member('nolwenn'), member('yann')],
    quotaBytes: 5_000_000_000,
    name: 'Asso',
    locale: 'fr',
    ...changes,
  });
  const subscriptionId = '01900000-0000-7000-8000-000000000001';
  const group = `ronron-${subscriptionId}`;

  it('makes an account for each member in the group of the organisation, with the space that members get', async () => {
    await connect().apply(wanted(), null, 'key');
    const users = [...peer.users.values()];
    expect(peer.groups.get(group)).toBe('Asso');
    expect(users.map(({ id, email, quota, enabled }) => [id, email, quota, enabled])).toEqual([
      ['nolwenn', 'nolwenn@example.bzh', '953.7 MB', true],
      ['yann', 'yann@example.bzh', '953.7 MB', true],
    ]);
    for (const user of users) {
      expect([...user.groups]).toEqual([group]);
      expect(user.password.length).toBeGreaterThan(40);
    }
    expect(new Set(users.map((user) => user.password)).size).toBe(2);
    expect(peer.welcomed).toEqual([]);
  });

  it('makes one account and no team folder for a person', async () => {
    const personal = {
      holder: { kind: 'account', id: 'nolwenn', name: 'Nolwenn' },
      members: [member('nolwenn')],
    } as const;
    await connect().apply(wanted(personal), null, 'key');
    expect([...peer.users.values()].map((user) => user.quota)).toEqual(['4.7 GB']);
    expect(peer.folders.size).toBe(0);
  });

  it('adopts an account whose creation answered 500 although it was made', async () => {
    peer.oddities.add('create-answers-500-but-makes');
    expect(await connect().apply(wanted(), null, 'key')).toMatchObject({ kind: 'done' });
    expect(peer.users.size).toBe(2);
  });

  it('trusts the code when refusals come as HTTP 200', async () => {
    peer.oddities.add('codes-as-http-200');
    const connector = connect();
    expect(await connector.apply(wanted(), null, 'key')).toMatchObject({ kind: 'done' });
    expect(await connector.apply(wanted({ state: 'absent' }), null, 'key')).toMatchObject({ kind: 'done' });
    expect(await connector.apply(wanted({ state: 'absent' }), null, 'key')).toMatchObject({ kind: 'done' });
    expect(peer.users.size).toBe(0);
    expect(await connect({ adminPassword: 'wrong' }).check()).toMatchObject({ reason: 'unauthorised' });
  });

  it('closes the account of a member who left and keeps its files until the end', async () => {
    const connector = connect();
    await connector.apply(wanted(), null, 'key');
    await connector.apply(wanted({ members: [member('yann')] }), null, 'key');
    const left = [...peer.users.values()].find((user) => user.email === 'nolwenn@example.bzh')!;
    expect([left.enabled, [...left.groups]]).toEqual([false, [`ronron-aside-${subscriptionId}`]]);
    await connector.apply(wanted({ state: 'absent' }), null, 'key');
    expect([...peer.users.keys(), ...peer.groups.keys()]).toEqual(['admin']);
  });

  it('touches no account of another subscription or of a person who was there before', async () => {
    const connector = connect();
    const other = wanted({ subscriptionId: '01900000-0000-7000-8000-000000000002' });
    await connector.apply(other, null, 'key');
    const before = [...peer.users.keys()];
    const stranger = { ...peer.users.get(before[0]!)!, id: 'stranger', displayname: `${group}-fan` };
    peer.users.set('stranger', stranger);
    await connector.apply(wanted(), null, 'key');
    await connector.apply(wanted({ state: 'absent' }), null, 'key');
    expect([...peer.users.keys()]).toEqual([...before, 'stranger']);
  });

  it('answers the erasure of a person across subscriptions', async () => {
    const connector = connect();
    await connector.apply(wanted(), null, 'key');
    await connector.apply(wanted({ subscriptionId: '01900000-0000-7000-8000-000000000002' }), null, 'key');
    await connector.erase!({ accountId: 'yann', email: 'yann@example.bzh' });
    expect([...peer.users.keys()]).toEqual(['nolwenn']);
  });

  it('asks for the welcome mail once, for accounts that it made', async () => {
    const connector = connect({ welcomeMail: true });
    await connector.apply(wanted(), null, 'key');
    await connector.apply(wanted(), null, 'key');
    expect(peer.welcomed).toHaveLength(2);
  });

  it('counts what a person uses and when they last came, suspended too', async () => {
    const connector = connect();
    const personal = wanted({ holder: { kind: 'account', id: 'yann', name: 'Yann' }, members: [member('yann')] });
    const handle = valueOf(await connector.apply(personal, null, 'key'));
    Object.assign(peer.users.get('yann')!, { used: 1234, lastLogin: Date.UTC(2026, 5, 1) });
    const seen = { bytes: 1234, lastActivityAt: new Date(Date.UTC(2026, 5, 1)) };
    expect(valueOf(await connector.usage!(handle))).toMatchObject(seen);
    const closed = valueOf(await connector.apply({ ...personal, state: 'suspended' }, handle, 'key'));
    expect(valueOf(await connector.usage!(closed))).toMatchObject(seen);
  });

  it('says that a server in maintenance is not to be reached', async () => {
    peer.oddities.add('maintenance');
    expect(await connect().check()).toMatchObject({ reason: 'unreachable' });
    expect(await connect().apply(wanted(), null, 'key')).toMatchObject({ reason: 'unreachable' });
  });

  it('closes the files of a suspended account as the real server does, with 503', async () => {
    const connector = connect();
    await connector.apply(wanted(), null, 'key');
    const [user] = [...peer.users.values()];
    const headers = { authorization: `Basic ${Buffer.from(`${user!.id}:${user!.password}`).toString('base64')}` };
    const dav = async (): Promise<number> => (await fetch(`${peer.url}/remote.php/dav/files/x`, { headers })).status;
    expect(await dav()).toBe(207);
    await connector.apply(wanted({ state: 'suspended' }), null, 'key');
    expect(await dav()).toBe(503);
  });
});
