import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { ActualState, Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { createScimApi, type ScimGroup } from './scim-api.js';
import { exportResources } from './scim-export.js';
import { externalIdOf, placeOf, scimGroups, sharedName, subscriptionOf, type Place } from './scim-groups.js';
import { scimUsers } from './scim-users.js';
import type { ScimSettings } from './scim.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
});
const listAnswer = z.object({ totalResults: z.number() });

export function createScimConnector(settings: ScimSettings, { http, clock }: ConnectorTools): Connector {
  const api = createScimApi(settings, http);
  const groups = scimGroups(api);
  const users = scimUsers(api, groups, settings.userName);

  /** Both groups of a subscription, where they are; `groups.single` sees to it that there are no others. */
  async function groupsOf(
    subscriptionId: string,
    look = groups.find,
  ): Promise<Outcome<{ active: ScimGroup | null; aside: ScimGroup | null }>> {
    const active = await look(subscriptionId, 'active');
    if (active.kind !== 'done') return active;
    const aside = await look(subscriptionId, 'aside');
    return aside.kind === 'done' ? done({ active: active.value, aside: aside.value }) : aside;
  }

  async function makeActive({ subscriptionId, name, members }: DesiredState): Promise<Outcome<void>> {
    const found = await groupsOf(subscriptionId, groups.single);
    if (found.kind !== 'done') return found;
    const { active, aside } = found.value;
    const ids: string[] = [];
    for (const member of members) {
      const user = await users.ensure(member);
      if (user.kind !== 'done') return user;
      ids.push(user.value);
    }
    // Whoever left goes while the group still names them: a broken attempt is finished by the next one.
    const before = [...(active?.members ?? []), ...(aside?.members ?? [])].map(({ value }) => value);
    const left = [...new Set(before)].filter((id) => !ids.includes(id));
    const strangers: string[] = [];
    for (const id of left) {
      const settled = await users.settle(id, idsOf(active, aside));
      if (settled.kind !== 'done') return settled;
      if (!settled.value) strangers.push(id);
    }
    const group = await groups.ensure(subscriptionId, 'active', name, ids, strangers);
    if (group.kind !== 'done') return group;
    if (aside !== null) {
      const removed = await groups.remove(aside);
      if (removed.kind !== 'done') return removed;
    }
    // Once more, now that the group names them: a job that closed one of them meanwhile did not see it.
    for (const member of members) {
      const user = await users.ensure(member);
      if (user.kind !== 'done') return user;
    }
    return done(undefined);
  }

  async function suspend({ subscriptionId, name }: DesiredState): Promise<Outcome<void>> {
    const found = await groupsOf(subscriptionId, groups.single);
    if (found.kind !== 'done') return found;
    const { active, aside } = found.value;
    if (active === null) return done(undefined);
    const ids = active.members.map(({ value }) => value);
    const waiting = (aside?.members ?? []).map(({ value }) => value);
    const kept = await groups.ensure(subscriptionId, 'aside', name, ids, waiting);
    if (kept.kind !== 'done') return kept;
    for (const id of ids) {
      const settled = await users.settle(id, [active.id]);
      if (settled.kind !== 'done') return settled;
    }
    return groups.remove(active);
  }

  async function remove({ subscriptionId }: DesiredState): Promise<Outcome<void>> {
    const found = await groupsOf(subscriptionId, groups.single);
    if (found.kind !== 'done') return found;
    const both = [found.value.active, found.value.aside].filter((group) => group !== null);
    for (const id of new Set(both.flatMap(({ members }) => members.map(({ value }) => value)))) {
      const settled = await users.settle(id, idsOf(...both));
      if (settled.kind !== 'done') return settled;
    }
    // The groups go last: until then they say who is still to be taken away.
    for (const group of both) {
      const removed = await groups.remove(group);
      if (removed.kind !== 'done') return removed;
    }
    return done(undefined);
  }

  return {
    id: 'scim',

    async check() {
      const startedAt = clock.now().getTime();
      // What tells a service that accepts the token from one that only shows its configuration to everybody.
      const answer = await api.call('GET', '/Users?count=1', [200]);
      if (answer.kind !== 'done') return answer;
      const read = answer.value.read(listAnswer);
      if (read.kind !== 'done') return read;
      const checkedAt = clock.now();
      return done({ version: null, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
    },

    async apply(wanted) {
      const step = await { active: makeActive, suspended: suspend, absent: remove }[wanted.state](wanted);
      if (step.kind !== 'done') return step;
      return done<Handle>({ version: 1, subscriptionId: wanted.subscriptionId, state: wanted.state });
    },

    async inspect(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return failed('unsupported', 'The handle was written by another release or connector.');
      const { subscriptionId } = own.data;
      const found = await groupsOf(subscriptionId);
      if (found.kind !== 'done') return found;
      const { active, aside } = found.value;
      if (active !== null) return done(actualOf(subscriptionId, active, 'active'));
      if (aside !== null) return done(actualOf(subscriptionId, aside, 'aside'));
      const remoteName = externalIdOf(subscriptionId, 'active');
      return done({ state: 'absent', subscriptionId, remoteName, memberCount: null, quotaBytes: null });
    },

    async list(cursor) {
      const page = await groups.page(cursor === null ? 1 : Number(cursor));
      if (page.kind !== 'done') return page;
      const items: ActualState[] = [];
      for (const group of page.value.resources) {
        const place = placeOf(group);
        if (place === null) continue;
        const subscriptionId = subscriptionOf(group);
        if (place === 'aside') {
          // Whoever waits aside while others are in counts with those.
          const active = await groups.find(subscriptionId, 'active');
          if (active.kind !== 'done') return active;
          if (active.value !== null) continue;
        }
        items.push(actualOf(subscriptionId, group, place));
      }
      return done({ items, next: page.value.next === null ? null : String(page.value.next) });
    },

    async export(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return failed('unsupported', 'The handle was written by another release or connector.');
      const found = await groupsOf(own.data.subscriptionId);
      if (found.kind !== 'done') return found;
      const both = [found.value.active, found.value.aside].filter((group) => group !== null);
      if (both.length === 0) return failed('conflict', 'The service has nothing of this subscription.');
      return exportResources(api, both, clock.now());
    },

    async erase({ accountId }) {
      const user = await users.find(accountId);
      if (user.kind !== 'done') return user;
      return user.value === null ? done(undefined) : api.remove('Users', user.value.id);
    },

    async open(handle) {
      const own = handleShape.safeParse(handle);
      if (own.data?.state !== 'active') return failed('conflict', 'The subscription is not active.');
      return done({ url: settings.url, cookies: [] });
    },
  };
}

function idsOf(...found: readonly (ScimGroup | null)[]): string[] {
  return found.flatMap((group) => (group === null ? [] : [group.id]));
}

function actualOf(subscriptionId: string, group: ScimGroup, place: Place): ActualState {
  const active = place === 'active';
  return {
    state: active ? 'active' : 'suspended',
    subscriptionId,
    // The name that a group is shown under may be that of another.
    remoteName: externalIdOf(subscriptionId, 'active'),
    name: active ? sharedName(group, subscriptionId) : null,
    memberCount: active ? group.members.length : null,
    quotaBytes: null,
  };
}
