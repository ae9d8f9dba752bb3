import { behindFaultyProxy, startPeerTubePeer, type PeerTubePeer } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { Connector, DesiredState, Handle } from '../contract/connector.js';
import { connectTo, trialMember, trialWish, valueOf } from '../contract/trial.js';
import { peertube } from './peertube.js';

describeConnectorContract({
  name: 'PeerTube (a peer)',
  factory: peertube,
  async start() {
    const peer = await startPeerTubePeer();
    // Accounts are made by PeerTube itself, when people sign in.
    for (const name of ['nolwenn', 'yann']) peer.add(name, `${name}@example.bzh`);
    const { adminUser, adminPassword } = peer;
    return {
      ...(await behindFaultyProxy(peer)),
      settingsAt: (url) => ({ url, adminUser, adminPassword }),
      wrongSettingsAt: (url) => ({ url, adminUser, adminPassword: 'not-the-password' }),
      secrets: [adminPassword, encodeURIComponent(adminPassword), 'not-the-password', 'secret-of-all', 'token-'],
    };
  },
});

describe('accounts on PeerTube', () => {
  let peer: PeerTubePeer;
  beforeEach(async () => {
    peer = await startPeerTubePeer();
  });
  afterEach(() => peer.stop());

  const connect = (changes = {}): Connector => {
    const { url, adminUser, adminPassword } = peer;
    return connectTo(peertube, { url, adminUser, adminPassword, ...changes });
  };
  const yann = trialMember('yann');
  const nolwenn = trialMember('nolwenn');
  const apply = async (wish: DesiredState, handle: Handle | null = null, connector = connect()): Promise<Handle> =>
    valueOf(await connector.apply(wish, handle, 'key'));

  it('are found by the name that the plugin makes, or by the address, and get their quota', async () => {
    const accountId = '01900000-0000-7000-8000-000000000001';
    const byName = peer.add('01900000_0000_7000_8000_000000000001', 'old@example.bzh');
    const byAddress = peer.add('someone', 'Yann@Example.bzh');
    const members = [trialMember(accountId, { email: 'new@example.bzh' }), yann];
    const handle = await apply(trialWish(members, { quotaBytes: 5_000_000_000 }));
    expect(handle['users']).toEqual({ [accountId]: [byName.id], yann: [byAddress.id] });
    expect([byName.videoQuota, byAddress.videoQuota]).toEqual([5_000_000_000, 5_000_000_000]);
    await apply(trialWish(members), handle);
    expect(byName.videoQuota).toBe(-1);
  });

  it('are left alone when they are not ours: made by hand, of another plugin, of a moderator, or only alike', async () => {
    const others = [
      peer.add('yann', 'yann@example.bzh', { pluginAuth: null }),
      peer.add('yann.1', 'yann@example.bzh', { pluginAuth: 'peertube-plugin-auth-ldap' }),
      peer.add('yann.2', 'yann@example.bzh', { role: { id: 1 } }),
      peer.add('yann.admin', 'yann@example.bzh', { role: { id: 0 } }),
      peer.add('yannick', 'jean-yann@example.bzh'),
    ];
    const before = JSON.stringify(others);
    const wish = trialWish([yann], { holder: { kind: 'account', id: 'yann', name: 'Yann' }, quotaBytes: 1 });
    const eager = connect({ removeAccounts: 'on' });
    for (const state of ['active', 'suspended', 'absent'] as const) await apply({ ...wish, state }, null, eager);
    valueOf(await eager.erase!({ accountId: 'yann', email: 'yann@example.bzh' }));
    expect(JSON.stringify(peer.accounts)).toBe(before);
  });

  it('wait for people who have not signed in yet, and miss none of them', async () => {
    const wish = trialWish([yann, nolwenn]);
    const handle = await apply(wish);
    expect(valueOf(await connect().inspect!(handle))).toMatchObject({ state: 'active', memberCount: 2 });
    peer.add('yann', 'yann@example.bzh');
    const later = await apply(wish, handle);
    expect(valueOf(await connect().inspect!(later))).toMatchObject({ state: 'active', memberCount: 2 });
    await connect({ removeAccounts: 'on' }).erase!({ accountId: 'yann', email: 'yann@example.bzh' });
    expect(valueOf(await connect().inspect!(later))).toMatchObject({ memberCount: 1 });
  });

  it('are blocked with a reason that people can read, once, and come back; a moderator’s block stays', async () => {
    const own = peer.add('yann', 'yann@example.bzh');
    const moderated = peer.add('nolwenn', 'nolwenn@example.bzh', { blocked: true, blockedReason: 'Insultes' });
    const wish = trialWish([yann, nolwenn]);
    let handle = await apply(wish);
    for (let times = 0; times < 3; times += 1) handle = await apply({ ...wish, state: 'suspended' }, handle);
    expect(own).toMatchObject({ blocked: true, blockedReason: expect.stringMatching(/^Votre accès par le portail/) });
    expect(peer.blockMails).toBe(1);
    handle = await apply(wish, handle);
    expect(own.blocked).toBe(false);
    expect(moderated).toMatchObject({ blocked: true, blockedReason: 'Insultes' });
  });

  it('of who left are blocked, and let in again when they return', async () => {
    const [first, second] = [peer.add('yann', 'yann@example.bzh'), peer.add('nolwenn', 'nolwenn@example.bzh')];
    const wish = trialWish([yann, nolwenn]);
    const handle = await apply(wish);
    const fewer = await apply({ ...wish, members: [nolwenn] }, handle);
    expect([first.blocked, second.blocked]).toEqual([true, false]);
    await apply(wish, fewer);
    expect(first.blocked).toBe(false);
  });

  it('stay open for whoever has them by another subscription, with the larger quota, until they lose that one too', async () => {
    const account = peer.add('yann', 'yann@example.bzh');
    const holder = { kind: 'account' as const, id: 'yann', name: 'Yann' };
    const personal = trialWish([yann], { holder, quotaBytes: 5_000 });
    const club = trialWish([yann, nolwenn], { quotaBytes: 20_000 });
    const eager = connect({ removeAccounts: 'on' });
    const own = await apply({ ...personal, elsewhere: [{ accountId: 'yann', quotaBytes: 20_000 }] }, null, eager);
    expect(account.videoQuota).toBe(20_000);
    const theirs = await apply({ ...club, elsewhere: [{ accountId: 'yann', quotaBytes: 5_000 }] });
    expect(account.videoQuota).toBe(20_000);

    // Out of the club: the account is there for their own subscription.
    const fewer = await apply(
      { ...club, members: [nolwenn], elsewhere: [{ accountId: 'yann', quotaBytes: 5_000 }] },
      theirs,
    );
    expect([account.blocked, account.videoQuota, peer.blockMails]).toEqual([false, 5_000, 0]);
    // Back in, and their own one ends: nothing is removed, and nothing of it is left all the same.
    await apply({ ...club, elsewhere: [{ accountId: 'yann', quotaBytes: 5_000 }] }, fewer);
    const elsewhere = [{ accountId: 'yann', quotaBytes: 20_000 }];
    const ended = await apply({ ...personal, state: 'absent', elsewhere }, own, eager);
    expect(peer.accounts).toMatchObject([{ blocked: false, videoQuota: 20_000 }]);
    expect(valueOf(await connect().inspect!(ended)).state).toBe('absent');
    await apply({ ...club, state: 'suspended' }, theirs);
    expect(account.blocked).toBe(true);
  });

  it('are removed at the end of a personal subscription only, and only where the settings say so', async () => {
    const personal = trialWish([yann], { holder: { kind: 'account', id: 'yann', name: 'Yann' }, state: 'absent' });
    peer.add('yann', 'yann@example.bzh');
    await apply(personal);
    expect(peer.accounts).toMatchObject([{ blocked: true }]);
    await apply(trialWish([yann], { state: 'absent' }), null, connect({ removeAccounts: 'on' }));
    expect(peer.accounts).toHaveLength(1);
    const gone = await apply(personal, null, connect({ removeAccounts: 'on' }));
    expect(peer.accounts).toHaveLength(0);
    expect(valueOf(await connect().inspect!(gone)).state).toBe('absent');
  });

  it('tell what they hold, and are erased with it on demand', async () => {
    peer.add('yann', 'yann@example.bzh', {
      videoQuotaUsed: 300,
      videosCount: 2,
      lastLoginDate: '2026-05-03T08:00:00Z',
    });
    peer.add('nolwenn', 'nolwenn@example.bzh', { videoQuotaUsed: 50, videosCount: 1 });
    const handle = await apply(trialWish([yann, nolwenn]));
    const usage = valueOf(await connect().usage!(handle));
    expect(usage).toEqual({ bytes: 350, items: 3, lastActivityAt: new Date('2026-05-03T08:00:00Z') });
    valueOf(await connect().erase!(yann));
    expect(peer.accounts.map(({ username }) => username)).toEqual(['nolwenn']);
  });

  it('cost one sign-in of the moderator for many calls, and another when PeerTube forgot it', async () => {
    valueOf(await connect().check());
    await apply(trialWish([yann]));
    expect(peer.signIns).toBe(1);
    peer.revokeTokens();
    await apply(trialWish([yann]));
    expect(peer.signIns).toBe(2);
  });

  it('are not touched without a moderator’s account: people sign in, and that is all', async () => {
    peer.add('yann', 'yann@example.bzh');
    const connector = connectTo(peertube, { url: peer.url });
    expect(valueOf(await connector.check()).version).toBe('7.3.0');
    const handle = valueOf(await connector.apply(trialWish([yann], { state: 'suspended' }), null, 'key'));
    expect(await connector.open!(handle, { kind: 'guest', displayName: null })).toMatchObject({ reason: 'conflict' });
    expect(await connector.erase!(yann)).toMatchObject({ reason: 'unsupported' });
    expect([peer.signIns, peer.accounts[0]!.blocked]).toEqual([0, false]);
    expect(peertube.settings.read({ url: peer.url, adminUser: 'ronron' })).toMatchObject({
      ok: false,
      error: [{ field: 'adminPassword' }],
    });
  });

  it('cannot be had while nobody can sign in through the portal', async () => {
    const bare = await startPeerTubePeer({ plugin: false });
    expect(await connectTo(peertube, { url: bare.url }).check()).toMatchObject({ reason: 'unsupported' });
    await bare.stop();
  });
});
