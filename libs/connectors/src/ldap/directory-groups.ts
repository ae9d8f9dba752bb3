import { Attribute, Change, EqualityFilter, type Client, type Entry } from 'ldapts';
import type { DesiredState } from '../contract/connector.js';
import { plainText } from '../names/plain-text.js';
import { GROUP_PREFIX, type DirectoryNames } from './directory-names.js';
import { ALREADY_EXISTS, NO_SUCH_OBJECT, unless } from './directory-session.js';
import { loginOf, valuesOf } from './directory-people.js';

export interface FoundGroup {
  readonly subscriptionId: string;
  readonly state: 'active' | 'suspended';
  readonly name: string;
  readonly uids: readonly string[];
}

const PAGE = 500;

/** Steps on the group of a subscription, each safe to repeat. They throw what the client throws. */
export function directoryGroups(client: Client, names: DirectoryNames) {
  const read = (entry: Entry, state: 'active' | 'suspended'): FoundGroup => ({
    subscriptionId: (valuesOf(entry, 'cn')[0] ?? '').slice(GROUP_PREFIX.length),
    state,
    name: valuesOf(entry, 'description')[0] ?? '',
    uids: valuesOf(entry, 'member').flatMap((dn) => names.uidOf(dn) ?? []),
  });
  const units = { active: 'groups', suspended: 'suspended' } as const;

  const groups = {
    /** The three units below the base, where they are missing. */
    async ensureUnits(): Promise<void> {
      for (const ou of ['people', 'groups', 'suspended'] as const) {
        await unless(ALREADY_EXISTS, client.add(names.unit(ou), { objectClass: ['organizationalUnit'], ou: [ou] }));
      }
    },

    async find(subscriptionId: string): Promise<FoundGroup | null> {
      const filter = new EqualityFilter({ attribute: 'cn', value: GROUP_PREFIX + subscriptionId });
      for (const state of ['active', 'suspended'] as const) {
        const found = await searchIn(client, names.unit(units[state]), filter);
        if (found[0] !== undefined) return read(found[0], state);
      }
      return null;
    },

    /** Every group of ours, in the order of their names. */
    async all(): Promise<FoundGroup[]> {
      const filter = new EqualityFilter({ attribute: 'objectClass', value: 'groupOfNames' });
      const found: FoundGroup[] = [];
      for (const state of ['active', 'suspended'] as const) {
        const entries = await searchIn(client, names.unit(units[state]), filter);
        found.push(...entries.map((entry) => read(entry, state)));
      }
      return found.sort((a, b) => (a.subscriptionId < b.subscriptionId ? -1 : 1));
    },

    /** Makes or corrects the group with its members and managers. */
    async ensure(wanted: DesiredState, found: FoundGroup | null): Promise<void> {
      const cn = GROUP_PREFIX + wanted.subscriptionId;
      if (found?.state === 'suspended') await groups.move(wanted.subscriptionId, 'groups');
      const person = (accountId: string): string => names.person(loginOf(accountId));
      const member = wanted.members.map(({ accountId }) => person(accountId));
      const owner = wanted.members.filter(({ role }) => role === 'manager').map(({ accountId }) => person(accountId));
      const attributes = {
        // A group of names has a member (RFC 4519); an empty one has itself.
        member: member.length > 0 ? member : [names.group(cn)],
        description: [plainText(wanted.name, 200, cn)],
      };
      const made = {
        objectClass: ['groupOfNames'],
        cn: [cn],
        ...attributes,
        ...(owner.length > 0 ? { owner } : {}),
      };
      if (found === null && (await unless(ALREADY_EXISTS, client.add(names.group(cn), made)))) return;
      const changes = Object.entries({ ...attributes, owner }).map(
        ([type, values]) => new Change({ operation: 'replace', modification: new Attribute({ type, values }) }),
      );
      await client.modify(names.group(cn), changes);
    },

    async move(subscriptionId: string, to: 'groups' | 'suspended'): Promise<void> {
      const cn = GROUP_PREFIX + subscriptionId;
      const from = to === 'groups' ? 'suspended' : 'groups';
      await unless(NO_SUCH_OBJECT, client.modifyDN(names.group(cn, from), names.group(cn, to)));
    },

    /** Takes one person out of a group. */
    async drop(group: FoundGroup, uid: string): Promise<void> {
      const dn = names.group(GROUP_PREFIX + group.subscriptionId, units[group.state]);
      const left = group.uids.filter((one) => one !== uid).map((one) => names.person(one));
      const values = left.length > 0 ? left : [dn];
      const replaced = new Change({ operation: 'replace', modification: new Attribute({ type: 'member', values }) });
      await unless(NO_SUCH_OBJECT, client.modify(dn, replaced));
    },

    async remove(subscriptionId: string): Promise<void> {
      for (const where of ['groups', 'suspended'] as const) {
        await unless(NO_SUCH_OBJECT, client.del(names.group(GROUP_PREFIX + subscriptionId, where)));
      }
    },

    /** In how many groups a person is, but for one subscription. */
    countOf(except: string | null) {
      return async (uid: string): Promise<{ active: number; suspended: number }> => {
        const filter = new EqualityFilter({ attribute: 'member', value: names.person(uid) });
        const count = async (where: 'groups' | 'suspended'): Promise<number> => {
          const found = await searchIn(client, names.unit(where), filter, ['cn']);
          return found.filter((entry) => valuesOf(entry, 'cn')[0] !== GROUP_PREFIX + except).length;
        };
        return { active: await count('groups'), suspended: await count('suspended') };
      };
    },

    async withMember(uid: string): Promise<FoundGroup[]> {
      const filter = new EqualityFilter({ attribute: 'member', value: names.person(uid) });
      const found: FoundGroup[] = [];
      for (const state of ['active', 'suspended'] as const) {
        const entries = await searchIn(client, names.unit(units[state]), filter);
        found.push(...entries.map((entry) => read(entry, state)));
      }
      return found;
    },
  };
  return groups;
}

/** Entries directly below a unit; none where the unit is missing. */
async function searchIn(client: Client, base: string, filter: EqualityFilter, attributes?: string[]): Promise<Entry[]> {
  let entries: Entry[] = [];
  const paged = { pageSize: PAGE };
  const options = { scope: 'one' as const, filter, paged, ...(attributes === undefined ? {} : { attributes }) };
  const search = async (): Promise<void> => {
    entries = (await client.search(base, options)).searchEntries;
  };
  await unless(NO_SUCH_OBJECT, search());
  return entries;
}
