import { startOcsPeer, type OcsPeer, type OcsUser } from '@ronron/testing';
import type { DesiredState, Handle } from '../../contract/connector.js';
import { valueOf } from '../../contract/trial.js';
import { applied, connectToPeer, personalWish, teamWish } from '../nextcloud-trial.js';
import { formerSuffix } from '../remote-names.js';

describe('what the first release left', () => {
  let peer: OcsPeer;
  beforeEach(async () => {
    peer = await startOcsPeer();
  });
  afterEach(() => peer.stop());

  /** As it made them: an account for each member, named after the subscription; in its group for an organisation. */
  function formerly({ subscriptionId, holder, members }: DesiredState, used: readonly string[]): Handle {
    const group = `ronron-${subscriptionId}`;
    if (holder.kind === 'organisation') peer.groups.set(group, holder.name);
    for (const { accountId, email, displayName } of members) {
      const id = `ronron-${subscriptionId}${formerSuffix(accountId)}`;
      const lastLogin = used.includes(accountId) ? Date.UTC(2026, 1, 1) : 0;
      const groups = new Set(holder.kind === 'organisation' ? [group] : []);
      const user: OcsUser = {
        ...{ id, email, displayname: displayName, lastLogin, groups, enabled: true, language: 'fr', password: 'p' },
        ...{ quota: '2.3 GB', used: lastLogin === 0 ? 0 : 500, backend: 'Database' },
      };
      peer.users.set(id, user);
    }
    return { version: 1, subscriptionId, state: 'active' };
  }
  const former = (): OcsUser[] => [...peer.users.values()].filter(({ id }) => id.startsWith('ronron-'));

  it('is read as it stands, before anything is applied again', async () => {
    for (const wanted of [teamWish(['nolwenn', 'yann']), personalWish('yann')]) {
      const handle = formerly(wanted, ['yann']);
      const seen = valueOf(await connectToPeer(peer).inspect!(handle));
      expect(seen).toMatchObject({ state: 'active', memberCount: wanted.members.length });
      expect(valueOf(await connectToPeer(peer).usage!(handle)).bytes).toBe(500);
    }
  });

  it('gives way to one account for each person where nobody ever came', async () => {
    const [team, own] = [teamWish(['nolwenn', 'yann']), personalWish('yann')];
    const handles = [formerly(team, []), formerly(own, [])];
    await applied(connectToPeer(peer), team, handles[0]!);
    await applied(connectToPeer(peer), own, handles[1]!);
    expect([...peer.users.keys()].sort()).toEqual(['nolwenn', 'yann']);
  });

  it('stays open with its files where somebody came, until they were moved', async () => {
    const connector = connectToPeer(peer);
    const team = teamWish(['nolwenn', 'yann']);
    let handle = await applied(connector, team, formerly(team, ['yann']));
    expect(former()).toMatchObject([{ email: 'yann@example.bzh', enabled: true, used: 500 }]);
    const seen = { state: 'active', memberCount: 2 };
    expect(valueOf(await connector.inspect!(handle))).toMatchObject(seen);
    expect(valueOf(await connector.list!(null)).items).toMatchObject([seen]);
    expect(valueOf(await connector.check()).remark).toContain('1 account');
    handle = await applied(connector, { ...team, state: 'suspended' }, handle);
    expect(former()).toMatchObject([{ enabled: false, used: 500 }]);
    handle = await applied(connector, team, handle);
    expect(former()).toMatchObject([{ enabled: true, used: 500 }]);
    handle = await applied(connector, { ...team, members: team.members.slice(0, 1) }, handle);
    expect(former()).toMatchObject([{ enabled: false, used: 500 }]);
    // The operator moved the files and removed it.
    for (const { id } of former()) peer.users.delete(id);
    handle = await applied(connector, team, handle);
    expect(handle['formerAccounts']).toBe(0);
    expect(valueOf(await connector.check()).remark).toBeUndefined();
  });

  it('goes with its subscription, and with the person', async () => {
    const connector = connectToPeer(peer);
    const [team, own] = [teamWish(['nolwenn', 'yann']), personalWish('yann')];
    const handle = formerly(team, ['nolwenn', 'yann']);
    formerly(own, ['yann']);
    valueOf(await connector.erase!({ accountId: 'yann', email: 'yann@example.bzh' }));
    expect(former().map(({ email }) => email)).toEqual(['nolwenn@example.bzh']);
    await applied(connector, { ...team, state: 'absent' }, handle);
    expect(peer.users.size).toBe(0);
  });
});
