import type { Client } from 'ldapts';
import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { ActualState, Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import { newPassword } from '../names/new-password.js';
import { exportDirectory } from './directory-export.js';
import { directoryGroups, type FoundGroup } from './directory-groups.js';
import { directoryNames, GROUP_PREFIX } from './directory-names.js';
import { directoryPeople, loginOf } from './directory-people.js';
import { withDirectory } from './directory-session.js';
import type { LdapSettings } from './ldap.js';
import { passwordChange, PASSWORD_MODIFY } from './password-modify.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
});

const PAGE = 200;

export function createLdapConnector(settings: LdapSettings, { tunnels, clock, randomness }: ConnectorTools): Connector {
  const names = directoryNames(settings.baseDn);
  type Directory = {
    readonly client: Client;
    readonly people: ReturnType<typeof directoryPeople>;
    readonly groups: ReturnType<typeof directoryGroups>;
  };
  const inDirectory = <Value>(work: (directory: Directory) => Promise<Outcome<Value>>): Promise<Outcome<Value>> =>
    withDirectory(settings, tunnels, (client) =>
      work({ client, people: directoryPeople(client, names), groups: directoryGroups(client, names) }),
    );

  async function makeActive({ people, groups }: Directory, wanted: DesiredState): Promise<void> {
    await groups.ensureUnits();
    const found = await groups.find(wanted.subscriptionId);
    const kept = new Set(wanted.members.map(({ accountId }) => loginOf(accountId)));
    // Whoever left goes while the group still names them: a broken attempt is finished by the next one.
    const left = found?.uids.filter((uid) => !kept.has(uid)) ?? [];
    for (const uid of left) await people.settle(uid, groups.countOf(wanted.subscriptionId));
    // The group is written before its people: a job that settles one of them elsewhere sees it, or we see what it did.
    await groups.ensure(wanted, found);
    for (const member of wanted.members) await people.ensure(member);
  }

  async function suspend({ people, groups }: Directory, wanted: DesiredState): Promise<void> {
    await groups.ensureUnits();
    const found = await groups.find(wanted.subscriptionId);
    if (found === null) return;
    await groups.move(wanted.subscriptionId, 'suspended');
    for (const uid of found.uids) await people.settle(uid, groups.countOf(null));
  }

  async function remove({ people, groups }: Directory, wanted: DesiredState): Promise<void> {
    const found = await groups.find(wanted.subscriptionId);
    if (found === null) return;
    // The group goes last: until then it says who is still to be taken away.
    for (const uid of found.uids) await people.settle(uid, groups.countOf(wanted.subscriptionId));
    await groups.remove(wanted.subscriptionId);
  }

  const actualOf = async ({ people }: Directory, group: FoundGroup): Promise<ActualState> => ({
    state: group.state,
    subscriptionId: group.subscriptionId,
    remoteName: GROUP_PREFIX + group.subscriptionId,
    memberCount: group.state === 'active' ? await people.countActive(group.uids) : null,
    quotaBytes: null,
  });

  return {
    id: 'ldap',

    check() {
      const startedAt = clock.now().getTime();
      return inDirectory(async ({ client }) => {
        await client.search(settings.baseDn, { scope: 'base', attributes: ['1.1'] });
        const checkedAt = clock.now();
        return done({ version: null, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
      });
    },

    apply(wanted) {
      const steps = { active: makeActive, suspended: suspend, absent: remove };
      return inDirectory(async (directory) => {
        await steps[wanted.state](directory, wanted);
        return done<Handle>({ version: 1, subscriptionId: wanted.subscriptionId, state: wanted.state });
      });
    },

    inspect(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return Promise.resolve(notOurs());
      const { subscriptionId } = own.data;
      return inDirectory(async (directory) => {
        const group = await directory.groups.find(subscriptionId);
        if (group !== null) return done(await actualOf(directory, group));
        const remoteName = GROUP_PREFIX + subscriptionId;
        return done({ state: 'absent', subscriptionId, remoteName, memberCount: null, quotaBytes: null });
      });
    },

    list(cursor) {
      return inDirectory(async (directory) => {
        const all = await directory.groups.all();
        const rest = all.filter((group) => cursor === null || group.subscriptionId > cursor);
        const items: ActualState[] = [];
        for (const group of rest.slice(0, PAGE)) items.push(await actualOf(directory, group));
        return done({ items, next: rest.length > PAGE ? rest[PAGE - 1]!.subscriptionId : null });
      });
    },

    export(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return Promise.resolve(notOurs());
      return inDirectory(async ({ client, groups }) => {
        const group = await groups.find(own.data.subscriptionId);
        if (group === null) return failed('conflict', 'The directory has nothing of this subscription.');
        return done(await exportDirectory(client, names, group, clock.now()));
      });
    },

    erase(person) {
      const uid = loginOf(person.accountId);
      return inDirectory(async ({ people, groups }) => {
        for (const group of await groups.withMember(uid)) await groups.drop(group, uid);
        await people.remove(uid);
        return done(undefined);
      });
    },

    renewPassword(handle, accountId) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return Promise.resolve(notOurs());
      const uid = loginOf(accountId);
      return inDirectory(async ({ client, groups }) => {
        const group = await groups.find(own.data.subscriptionId);
        if (group?.state !== 'active' || !group.uids.includes(uid)) {
          return failed('conflict', 'The subscription is not active, or the account is no member of it.');
        }
        const password = newPassword(randomness);
        await client.exop(PASSWORD_MODIFY, passwordChange(names.person(uid), password));
        return done({ login: uid, password, server: settings.url });
      });
    },
  };
}

function notOurs(): Failed {
  return failed('unsupported', 'The handle was written by another release or connector.');
}
