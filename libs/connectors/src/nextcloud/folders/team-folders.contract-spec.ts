import { startOcsPeer, type OcsPeer, type TeamFolder } from '@ronron/testing';
import type { ActualState } from '../../contract/connector.js';
import { trialMember, valueOf } from '../../contract/trial.js';
import { applied, connectToPeer, personalWish, teamWish } from '../nextcloud-trial.js';

describe('the team folder of an organisation', () => {
  let peer: OcsPeer;
  beforeAll(async () => {
    peer = await startOcsPeer();
  });
  beforeEach(() => {
    peer.oddities.clear();
    peer.users.clear();
    peer.folders.clear();
    for (const group of peer.groups.keys()) if (group !== 'admin') peer.groups.delete(group);
  });
  afterAll(() => peer.stop());

  const connector = () => connectToPeer(peer);
  const folder = (): TeamFolder => [...peer.folders.values()][0]!;
  const whoSees = ({ groups }: TeamFolder): string[] =>
    [...peer.users.values()]
      .filter((user) => user.enabled && [...groups.keys()].some((group) => user.groups.has(group)))
      .map(({ id }) => id);

  it('has the space granted, the members, and managers who say who sees what inside', async () => {
    const wanted = teamWish(['nolwenn', 'yann']);
    await applied(connector(), wanted);
    expect([...peer.folders.values()]).toMatchObject([{ mountPoint: 'Les Amis du Steïr', quota: 20e9, acl: true }]);
    expect([...folder().groups]).toEqual([[`ronron-${wanted.subscriptionId}`, 31]]);
    expect([whoSees(folder()), [...folder().managers]]).toEqual([['nolwenn', 'yann'], ['nolwenn']]);
  });

  it('follows the name, the space, the members and the managers, and what was changed by hand', async () => {
    const wanted = teamWish(['nolwenn', 'yann']);
    const handle = await applied(connector(), wanted);
    Object.assign(folder(), { quota: 1, acl: false, mountPoint: 'By hand', size: 12 });
    folder().groups.clear();
    folder().groups.set(`ronron-${wanted.subscriptionId}`, 1);
    const members = [trialMember('yann', { role: 'manager' }), trialMember('maiwenn')];
    await applied(connector(), { ...wanted, name: 'Steïr / Odet', quotaBytes: null, members }, handle);
    expect([...peer.folders.values()]).toMatchObject([{ mountPoint: 'Steïr - Odet', quota: -3, acl: true, size: 12 }]);
    expect(peer.groups.get(`ronron-${wanted.subscriptionId}`)).toBe('Steïr / Odet');
    expect([whoSees(folder()), [...folder().managers]]).toEqual([['yann', 'maiwenn'], ['yann']]);
    expect([...folder().groups.values()]).toEqual([31]);
  });

  it('is seen by nobody while suspended, kept with what is in it, and gone at the end', async () => {
    const wanted = teamWish(['nolwenn', 'yann']);
    const handle = await applied(connector(), wanted);
    folder().size = 700;
    const suspended = await applied(connector(), { ...wanted, state: 'suspended' }, handle);
    expect([whoSees(folder()), folder().size]).toEqual([[], 700]);
    expect(valueOf(await connector().usage!(suspended)).bytes).toBe(700);
    await applied(connector(), wanted, suspended);
    expect([whoSees(folder()), folder().size]).toEqual([['nolwenn', 'yann'], 700]);
    await applied(connector(), { ...wanted, state: 'absent' }, suspended);
    expect([...peer.folders.keys(), ...peer.users.keys(), ...peer.groups.keys()]).toEqual(['admin']);
  });

  it('is counted apart from what members keep for themselves', async () => {
    const handle = await applied(connector(), teamWish(['nolwenn', 'yann']));
    folder().size = 4321;
    Object.assign(peer.users.get('yann')!, { used: 99, lastLogin: Date.UTC(2026, 4, 2) });
    const lastActivityAt = new Date(Date.UTC(2026, 4, 2));
    expect(valueOf(await connector().usage!(handle))).toEqual({ bytes: 4321, items: null, lastActivityAt });
  });

  it('has a name of its own beside another folder that is called so, and touches that one never', async () => {
    const [one, other] = [teamWish(['nolwenn']), teamWish(['yann'])];
    await applied(connector(), one);
    await applied(connector(), other);
    const names = [...peer.folders.values()].map(({ mountPoint }) => mountPoint);
    expect(names).toEqual(['Les Amis du Steïr', `Les Amis du Steïr (${other.subscriptionId.slice(-6)})`]);
    await applied(connector(), { ...other, state: 'absent' });
    expect([...peer.folders.values()].map(whoSees)).toEqual([['nolwenn']]);
  });

  it('is one where an older release made two of a call that was sent twice', async () => {
    peer.oddities.add('folders-of-the-same-name');
    const wanted = teamWish(['nolwenn']);
    await applied(connector(), wanted);
    const double = { ...folder(), id: 99, mountPoint: `ronron-${wanted.subscriptionId}`, groups: new Map() };
    peer.folders.set(99, double);
    await applied(connector(), wanted);
    expect([...peer.folders.keys()]).not.toContain(99);
    expect(peer.folders.size).toBe(1);
  });

  it('lacks where the app is not enabled, which the check says; members still have accounts and a group', async () => {
    peer.oddities.add('no-team-folders');
    expect(valueOf(await connector().check()).remark).toContain('Team folders');
    const wanted = teamWish(['nolwenn', 'yann']);
    const handle = await applied(connector(), wanted);
    expect(valueOf(await connector().inspect!(handle))).toMatchObject({
      state: 'active',
      memberCount: 2,
      quotaBytes: null,
    });
    expect(valueOf(await connector().usage!(handle)).bytes).toBeNull();
    await applied(connector(), { ...wanted, state: 'absent' }, handle);
    expect([...peer.users.keys(), ...peer.groups.keys()]).toEqual(['admin']);
  });

  it('comes later where the app is enabled later, and is not forgotten where it is disabled later', async () => {
    peer.oddities.add('no-team-folders');
    const wanted = teamWish(['nolwenn']);
    const before = await applied(connector(), wanted);
    peer.oddities.clear();
    expect(valueOf(await connector().check()).remark).toBeUndefined();
    const handle = await applied(connector(), wanted, before);
    expect(whoSees(folder())).toEqual(['nolwenn']);
    peer.oddities.add('no-team-folders');
    const refused = { kind: 'failed', reason: 'unsupported' };
    expect(await connector().apply(wanted, handle, 'key')).toMatchObject(refused);
    expect(await connector().apply({ ...wanted, state: 'absent' }, handle, 'key')).toMatchObject(refused);
    // Closing the access cannot wait for an app.
    await applied(connector(), { ...wanted, state: 'suspended' }, handle);
    expect(peer.users.get('nolwenn')!.enabled).toBe(false);
    peer.oddities.clear();
    await applied(connector(), { ...wanted, state: 'absent' }, handle);
    expect(peer.folders.size).toBe(0);
  });

  it('tells a name that somebody changed by hand, in the list as alone', async () => {
    const wanted = teamWish(['nolwenn']);
    const handle = await applied(connector(), wanted);
    for (const name of ['Les Amis du Steïr', 'By hand']) {
      peer.groups.set(`ronron-${wanted.subscriptionId}`, name);
      const alone = valueOf(await connector().inspect!(handle));
      expect(alone).toMatchObject({ name });
      expect(valueOf(await connector().list!(null)).items).toEqual([alone]);
    }
  });

  it('goes when an operator ends what the portal knows nothing of, and so does a personal space', async () => {
    const [team, own] = [teamWish(['nolwenn']), personalWish('yann')];
    await applied(connector(), team);
    await applied(connector(), own);
    for (const { subscriptionId } of [team, own])
      await applied(connector(), teamWish([], { subscriptionId, state: 'absent' }));
    expect([...peer.users.keys(), ...peer.groups.keys(), ...peer.folders.keys()]).toEqual(['admin']);
  });

  it('stands in the list beside personal spaces, page after page', async () => {
    const teams = Array.from({ length: 30 }, (_, index) => teamWish(['nolwenn'], { name: `Asso ${index}` }));
    const spaces = Array.from({ length: 30 }, (_, index) => personalWish(`person-${index}`));
    for (const wanted of [...teams, ...spaces]) await applied(connector(), wanted);
    await applied(connector(), { ...teams[0]!, state: 'suspended' });
    peer.groups.set('ronron-users', 'Of somebody else');
    const seen: ActualState[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page = valueOf(await connector().list!(cursor)) as { items: readonly ActualState[]; next: string | null };
      seen.push(...page.items);
      cursor = page.next;
      pages += 1;
    } while (cursor !== null);
    expect(pages).toBe(2);
    const expected = [...teams, ...spaces].map(({ subscriptionId, quotaBytes }) => [subscriptionId, quotaBytes]);
    const byId = (a: (typeof expected)[number], b: (typeof expected)[number]) =>
      String(a[0]).localeCompare(String(b[0]));
    expect(seen.map(({ subscriptionId, quotaBytes }) => [subscriptionId, quotaBytes]).sort(byId)).toEqual(
      expected.sort(byId),
    );
    expect(seen.filter(({ state }) => state === 'suspended').map(({ subscriptionId }) => subscriptionId)).toEqual([
      teams[0]!.subscriptionId,
    ]);
  });
});
