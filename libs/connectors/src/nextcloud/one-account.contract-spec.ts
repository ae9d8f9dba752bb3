import { startFaultyProxy, startOcsPeer, type FaultyProxy, type OcsPeer } from '@ronron/testing';
import { trialMember } from '../contract/trial.js';
import { applied, connectToPeer, personalWish, teamWish } from './nextcloud-trial.js';

/** What the operator's page says to paste. */
const AS_PASTED = { uniqueUid: false, groupProvisioning: false };
const NOW = new Date('2026-06-01T08:00:00Z');

describe('one account for each person', () => {
  let peer: OcsPeer;
  let proxy: FaultyProxy;
  beforeAll(async () => {
    peer = await startOcsPeer();
    proxy = await startFaultyProxy(peer.url);
  });
  beforeEach(() => {
    proxy.fail(null);
    peer.oddities.clear();
    peer.users.clear();
    peer.folders.clear();
    for (const group of peer.groups.keys()) if (group !== 'admin') peer.groups.delete(group);
  });
  afterAll(async () => {
    await proxy.stop();
    await peer.stop();
  });

  const yann = () => peer.users.get('yann');
  const apply = (wanted: ReturnType<typeof teamWish>) => applied(connectToPeer(peer), wanted);

  it('is the one that somebody is in who comes from the portal, whatever subject they have there', async () => {
    const subject = 'Pq7-pairwise_subject';
    const wanted = personalWish('yann', { members: [trialMember('yann', { subject })] });
    await apply(wanted);
    const claims = { sub: subject, name: 'Yann', email: 'yann@example.bzh' };
    const inside = peer.signIn(claims, AS_PASTED, NOW)!;
    expect([...peer.users.keys()]).toEqual([subject]);
    expect([inside.quota, [...inside.groups]]).toEqual(['4.7 GB', [`ronron-personal-${wanted.subscriptionId}`]]);
    await apply({ ...wanted, state: 'suspended' });
    expect(peer.signIn(claims, AS_PASTED, NOW)).toBeNull();
    expect(peer.users.size).toBe(1);
  });

  it('is adopted when somebody was in before it was made, and keeps the name that the sign-in gave', async () => {
    peer.signIn({ sub: 'yann', name: 'Yann Tudy', email: 'yann@example.bzh' }, AS_PASTED, NOW);
    await apply(personalWish('yann', { members: [trialMember('yann', { displayName: 'Yann' })] }));
    expect([...peer.users.values()]).toMatchObject([{ id: 'yann', displayname: 'Yann Tudy', quota: '4.7 GB' }]);
  });

  it('stays open while one subscription gives access, and closes with the last', async () => {
    const own = personalWish('yann');
    const team = teamWish(['nolwenn', 'yann']);
    await apply(own);
    await apply(team);
    await apply({ ...own, state: 'suspended' });
    expect(yann()).toMatchObject({ enabled: true, quota: '953.7 MB' });
    await apply({ ...own, state: 'active' });
    await apply({ ...team, members: [trialMember('nolwenn')] });
    expect(yann()).toMatchObject({ enabled: true, quota: '4.7 GB' });
    await apply({ ...own, state: 'suspended' });
    expect(yann()).toMatchObject({ enabled: false });
    await apply(team);
    expect(yann()).toMatchObject({ enabled: true, quota: '953.7 MB' });
  });

  it('keeps the space of the person, whichever subscription is looked after last', async () => {
    const own = personalWish('yann');
    const team = teamWish(['yann']);
    for (const wanted of [team, own, team, { ...team, name: 'Renamed' }]) await apply(wanted);
    expect(yann()).toMatchObject({ quota: '4.7 GB' });
  });

  it('goes with the last subscription that has it, suspended ones included', async () => {
    const own = personalWish('yann');
    const team = teamWish(['nolwenn', 'yann']);
    await apply(own);
    await apply(team);
    await apply({ ...own, state: 'suspended' });
    await apply({ ...team, state: 'absent' });
    expect([...peer.users.values()]).toMatchObject([{ id: 'yann', enabled: false }]);
    await apply({ ...own, state: 'absent' });
    expect([...peer.users.keys(), ...peer.groups.keys()]).toEqual(['admin']);
  });

  it('goes when all its subscriptions end at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const all = [personalWish('yann'), teamWish(['yann']), teamWish(['nolwenn', 'yann'])];
      for (const wanted of all) await apply(wanted);
      await Promise.all(all.map((wanted) => apply({ ...wanted, state: 'absent' })));
      expect([...peer.users.keys(), ...peer.groups.keys(), ...peer.folders.keys()]).toEqual(['admin']);
    }
  });

  it('is closed when all are suspended at once, and open when one is granted meanwhile', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [one, other, third] = [personalWish('yann'), teamWish(['yann']), teamWish(['yann'])] as const;
      await apply(one);
      await apply(other);
      const suspended = (wanted: typeof one) => apply({ ...wanted, state: 'suspended' });
      await Promise.all([suspended(one), suspended(other)]);
      expect(yann()).toMatchObject({ enabled: false });
      await apply(one);
      await Promise.all([suspended(one), apply(third)]);
      expect(yann()).toMatchObject({ enabled: true });
      await suspended(third);
    }
  });

  const team = teamWish(['nolwenn', 'yann']);
  const own = personalWish('nolwenn');
  const suspendedTeam = { ...team, state: 'suspended' } as const;
  it.each([
    { what: 'is left by a member', before: [team], then: { ...team, members: [trialMember('nolwenn')] } },
    { what: 'is suspended', before: [team], then: suspendedTeam },
    { what: 'comes back', before: [team, suspendedTeam], then: team },
    { what: 'ends', before: [team], then: { ...team, state: 'absent' } as const },
    { what: 'of a person ends', before: [own], then: { ...own, state: 'absent' } as const },
  ])(
    'comes to the same at whichever call an attempt breaks off, while a subscription $what',
    async ({ before, then }) => {
      const connector = connectToPeer(peer, proxy.url);
      const standing = () =>
        [...peer.users.values()].map((user) => [user.id, user.enabled, user.quota, [...user.groups].sort()]);
      await applied(connector, personalWish('yann'));
      const start = standing();
      for (const wanted of [...before, then]) await applied(connector, wanted);
      const reference = standing();
      for (let broken = 1, met = true; met; broken += 1) {
        await applied(connector, { ...then, state: 'absent' });
        expect(standing()).toEqual(start);
        for (const wanted of before) await applied(connector, wanted);
        met = false;
        let calls = 0;
        const fault = broken % 2 === 0 ? 'hang-up' : 'lost-answer';
        proxy.failWhere(() => (calls += 1) === broken && (met = true), fault, 1);
        await connector.apply(then, null, 'key');
        proxy.fail(null);
        await applied(connector, then);
        expect([broken, standing()]).toEqual([broken, reference]);
      }
    },
    60_000,
  );

  it('is not said to be closed while Nextcloud keeps it in a group', async () => {
    await apply(team);
    peer.oddities.add('keeps-group-members');
    for (const wanted of [suspendedTeam, { ...team, state: 'absent' as const }]) {
      expect(await connectToPeer(peer).apply(wanted, null, 'key')).toMatchObject({ kind: 'failed' });
    }
    peer.oddities.clear();
    await apply(suspendedTeam);
    expect(yann()).toMatchObject({ enabled: false });
  });

  it('is not needed to know that a subscription is suspended which was never active', async () => {
    const connector = connectToPeer(peer);
    const handle = await applied(connector, suspendedTeam);
    const inspected = await connector.inspect!(handle);
    expect(inspected).toMatchObject({ value: { state: 'suspended' } });
    expect(peer.users.size).toBe(0);
    await applied(connector, { ...team, state: 'absent' });
    expect([...peer.groups.keys()]).toEqual(['admin']);
  });

  it('is put right when somebody changed it by hand', async () => {
    const connector = connectToPeer(peer);
    const team = teamWish(['nolwenn', 'yann']);
    const own = personalWish('yann');
    const handle = await applied(connector, own);
    await applied(connector, team);
    const [groups, quota] = [[...yann()!.groups], '4.7 GB'];
    const inspected = async () => {
      const seen = await connector.inspect!(handle);
      return seen.kind === 'done' ? [seen.value.state, seen.value.quotaBytes] : seen;
    };
    expect(await inspected()).toEqual(['active', 5e9]);
    yann()!.enabled = false;
    expect(await inspected()).toEqual(['suspended', null]);
    await applied(connector, own, handle);
    yann()!.quota = '9 GB';
    expect(await inspected()).toEqual(['active', 9.7e9]);
    await applied(connector, own, handle);
    expect(await inspected()).toEqual(['active', 5e9]);
    yann()!.groups.clear();
    peer.users.delete('nolwenn');
    await applied(connector, own, handle);
    await applied(connector, team);
    expect([yann()!.enabled, yann()!.quota, [...yann()!.groups]]).toEqual([true, quota, groups]);
    expect(peer.users.get('nolwenn')).toMatchObject({ enabled: true, quota: '953.7 MB' });
  });
});
