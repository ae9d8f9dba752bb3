import { startFaultyProxy, startScimPeer, type ScimPeer, type ScimRecord } from '@ronron/testing';
import { describeConnectorContract } from '../contract/connector-contract.js';
import type { ActualState, Connector, DesiredState, Handle, Page } from '../contract/connector.js';
import { connectTo, trialMember as member, trialWish as wish, valueOf } from '../contract/trial.js';
import { scim } from './scim.js';

let peer: ScimPeer;
beforeAll(async () => {
  peer = await startScimPeer();
});
afterAll(() => peer.stop());
beforeEach(() => peer.oddities.clear());

const settingsAt = (scimUrl: string): Record<string, unknown> => {
  return { url: 'https://tool.example.bzh', scimUrl, token: peer.token };
};

describeConnectorContract({
  name: 'a SCIM 2.0 service',
  factory: scim,
  async start() {
    const proxy = await startFaultyProxy(peer.url);
    return {
      proxy,
      settingsAt,
      wrongSettingsAt: (url) => ({ ...settingsAt(url), token: 'not-the-token' }),
      secrets: [peer.token, 'not-the-token'],
      stop: () => proxy.stop(),
    };
  },
});

describe('a SCIM 2.0 service', () => {
  const connect = (changes: object = {}): Connector => connectTo(scim, { ...settingsAt(peer.url), ...changes });
  const apply = async (wanted: DesiredState): Promise<Handle> => valueOf(await connect().apply(wanted, null, 'key'));
  const user = (accountId: string): ScimRecord | undefined =>
    [...peer.users.values()].find(({ externalId }) => externalId === accountId);
  const group = (wanted: DesiredState, suffix = ''): ScimRecord | undefined =>
    [...peer.groups.values()].find(({ externalId }) => externalId === `ronron-${wanted.subscriptionId}${suffix}`);
  const membersOf = (record: ScimRecord | undefined): string[] =>
    (record?.members ?? []).map(({ value }) => peer.users.get(value)?.externalId ?? value).sort();

  it('has a user for each person, bound to their account, and a group for the subscription', async () => {
    const wanted = wish([member('annaig', { displayName: 'Annaig Kerjean' }), member('enora')]);
    await apply(wanted);
    expect(user('annaig')).toMatchObject({ displayName: 'Annaig Kerjean', active: true });
    expect(user('annaig')!.emails).toEqual([expect.objectContaining({ value: 'annaig@example.bzh' })]);
    expect([group(wanted)!.displayName, membersOf(group(wanted))]).toEqual(['Les Amis du Steïr', ['annaig', 'enora']]);
    const members = [member('annaig', { displayName: 'Annaig', email: 'annaig@nevez.bzh' })];
    await apply({ ...wanted, members, name: 'Steïr' });
    expect(user('annaig')).toMatchObject({ displayName: 'Annaig' });
    expect(user('annaig')!.emails![0]!.value).toBe('annaig@nevez.bzh');
    expect([user('enora'), group(wanted)!.displayName]).toEqual([undefined, 'Steïr']);
  });

  it('closes and reopens people with their subscriptions, and deletes whom none has', async () => {
    const [one, other] = [wish([member('soizic')]), wish([member('soizic'), member('tangi')])];
    await apply(one);
    await apply(other);
    await apply({ ...other, state: 'suspended' });
    expect([user('soizic')!.active, user('tangi')!.active]).toEqual([true, false]);
    expect([group(other), membersOf(group(other, '-suspended'))]).toEqual([undefined, ['soizic', 'tangi']]);
    await apply({ ...one, state: 'absent' });
    expect(user('soizic')!.active).toBe(false);
    await apply(other);
    expect([user('soizic')!.active, user('tangi')!.active, group(other, '-suspended')]).toEqual([
      true,
      true,
      undefined,
    ]);
    await apply({ ...other, state: 'absent' });
    expect([user('soizic'), user('tangi')]).toEqual([undefined, undefined]);
  });

  it('comes out right when two subscriptions of one person change at once', async () => {
    const [one, other] = [wish([member('maiwenn')]), wish([member('maiwenn')])];
    for (let round = 0; round < 5; round += 1) {
      await apply(one);
      await apply({ ...other, state: round % 2 === 0 ? 'suspended' : 'absent' });
      await Promise.all([apply({ ...one, state: 'absent' }), apply(other)]);
      expect([user('maiwenn')?.active, membersOf(group(other))]).toEqual([true, ['maiwenn']]);
    }
  });

  it('has one group for each subscription, though a proxy sends calls twice', async () => {
    const proxy = await startFaultyProxy(peer.url);
    const twice = connectTo(scim, settingsAt(proxy.url));
    const groupsOf = (wanted: DesiredState): number =>
      [...peer.groups.values()].filter(({ externalId }) => externalId?.startsWith(`ronron-${wanted.subscriptionId}`))
        .length;
    const [whole, lost] = [wish([member('gwen')]), wish([member('gwen'), member('brieg')])];
    proxy.fail('twice');
    for (const state of ['active', 'suspended', 'active'] as const) {
      valueOf(await twice.apply({ ...whole, state }, null, 'key'));
      expect([state, groupsOf(whole)]).toEqual([state, 1]);
    }
    // The first attempt ends where it made both.
    proxy.failWhere((method, path) => method === 'POST' && path.includes('Groups'), 'twice', 1);
    await twice.apply(lost, null, 'key');
    valueOf(await connect().apply({ ...lost, members: [member('gwen')] }, null, 'key'));
    expect([groupsOf(lost), user('brieg')]).toEqual([1, undefined]);
    valueOf(await connect().apply({ ...lost, state: 'absent' }, null, 'key'));
    expect(groupsOf(lost)).toBe(0);
    await proxy.stop();
  });

  it('leaves alone whom the service’s own people put in the group', async () => {
    const wanted = wish([member('gwen'), member('riwal')]);
    await apply(wanted);
    peer.users.set('by-hand', { id: 'by-hand', version: 1, userName: 'by-hand', active: true });
    group(wanted)!.members!.push({ value: 'by-hand' });
    await apply({ ...wanted, members: [member('gwen')] });
    expect(membersOf(group(wanted))).toEqual(['by-hand', 'gwen']);
    await apply({ ...wanted, state: 'absent' });
    expect([...peer.users.keys()]).toContain('by-hand');
    peer.users.delete('by-hand');
  });

  it('reads again what somebody changed in between', async () => {
    const wanted = wish([member('nevena')]);
    await apply(wanted);
    peer.interfere = (record) => {
      record.version += 1;
      record.displayName = 'By hand';
    };
    await apply({ ...wanted, members: [member('nevena', { displayName: 'Nevena' })] });
    expect([user('nevena')!.displayName, peer.interfere]).toEqual(['Nevena', null]);
  });

  it('merges nobody with a user of the same address', async () => {
    peer.users.set('mayor', { id: 'mayor', version: 1, userName: 'mayor@example.bzh', active: true });
    const wanted = wish([member('mayor')]);
    expect(await connect({ userName: 'email' }).apply(wanted, null, 'key')).toMatchObject({ reason: 'conflict' });
    expect(peer.users.get('mayor')).toMatchObject({ version: 1 });
    peer.users.delete('mayor');
    valueOf(await connect({ userName: 'email' }).apply(wanted, null, 'key'));
    expect(user('mayor')!.userName).toBe('mayor@example.bzh');
  });

  it.each([['no-filters'], ['no-patch'], ['unique-group-names']] as const)('manages with %s', async (oddity) => {
    peer.oddities.add(oddity);
    const [one, other] = [wish([member('yuna'), member('malo')]), wish([member('yuna')])];
    await apply(one);
    await apply(other);
    await apply({ ...one, members: [member('yuna', { displayName: 'Yuna' })] });
    expect([membersOf(group(one)), user('malo'), user('yuna')!.displayName]).toEqual([['yuna'], undefined, 'Yuna']);
    await apply({ ...one, state: 'suspended' });
    await apply({ ...one, state: 'absent' });
    expect([group(one), group(one, '-suspended'), user('yuna')!.active]).toEqual([undefined, undefined, true]);
    await apply({ ...other, state: 'absent' });
  });

  it('lists each subscription once, page by page, whatever others keep there', async () => {
    peer.oddities.add('unique-group-names');
    const wishes = [wish([member('yuna')]), wish([member('yuna')]), wish([member('yuna')])];
    for (const wanted of wishes) await apply(wanted);
    await apply({ ...wishes[0]!, state: 'suspended' });
    for (let number = 0; number < 150; number += 1) {
      const id = `theirs-${number}`;
      peer.groups.set(id, { id, version: 1, displayName: `Of somebody else ${number}` });
    }
    const seen: ActualState[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<ActualState> = valueOf(await connect().list!(cursor));
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    const ours = wishes.map((wanted) => seen.filter(({ subscriptionId }) => subscriptionId === wanted.subscriptionId));
    expect(ours.map((items) => items.map(({ state, name }) => [state, name]))).toEqual([
      [['suspended', null]],
      [['active', 'Les Amis du Steïr']],
      [['active', 'Les Amis du Steïr']],
    ]);
    expect(seen.every(({ remoteName }) => remoteName.startsWith('ronron-'))).toBe(true);
    for (const id of [...peer.groups.keys()]) if (id.startsWith('theirs')) peer.groups.delete(id);
    for (const wanted of wishes) await apply({ ...wanted, state: 'absent' });
  });

  it('gives its group and its people along, as the service tells them, suspended too', async () => {
    const wanted = wish([member('bleuenn'), member('kireg', { displayName: 'Kireg Ar Gall' })]);
    for (const state of ['active', 'suspended'] as const) {
      const { content } = valueOf(await connect().export!(await apply({ ...wanted, state })));
      const list = JSON.parse(Buffer.from(content).toString('utf8')) as { Resources: Record<string, unknown>[] };
      expect(list.Resources).toMatchObject([
        { members: [{}, {}] },
        { externalId: 'bleuenn', active: state === 'active' },
        { externalId: 'kireg', displayName: 'Kireg Ar Gall' },
      ]);
    }
    expect(await connect().export!(await apply({ ...wanted, state: 'absent' }))).toMatchObject({ reason: 'conflict' });
  });

  it('finds its own among hundreds, page by page', async () => {
    for (let number = 0; number < 250; number += 1) {
      const id = `crowd-${number}`;
      peer.users.set(id, { id, version: 1, userName: id, externalId: id, active: true });
    }
    peer.oddities.add('no-filters');
    const wanted = wish([member('crowd-249')]);
    await apply(wanted);
    expect(membersOf(group(wanted))).toEqual(['crowd-249']);
    expect(peer.users.get('crowd-249')!.displayName).toBe('crowd-249');
    for (const id of [...peer.users.keys()]) if (id.startsWith('crowd-')) peer.users.delete(id);
  });

  it('takes hostile names for what they are: text', async () => {
    const hostile = ['" or externalId pr or "', '\\', '../Groups', '\u0000\ud800', ' ', 'é'.repeat(400)];
    const ids = ['" or externalId pr or "', '../Groups', 'c', 'd', 'e', 'f'];
    const wanted = wish(
      ids.map((accountId, index) => member(accountId, { displayName: hostile[index]! })),
      { name: '"] eq' },
    );
    const before = peer.users.size;
    await apply(wanted);
    expect(peer.users.size).toBe(before + hostile.length);
    valueOf(await connect().erase!({ accountId: '" or externalId pr or "', email: 'x' }));
    expect(peer.users.size).toBe(before + hostile.length - 1);
    await apply({ ...wanted, state: 'absent' });
    expect(peer.users.size).toBe(before);
  });
});
