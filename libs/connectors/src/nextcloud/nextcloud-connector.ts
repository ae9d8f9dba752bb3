import type { Clock } from '@ronron/kernel';
import { z } from 'zod';
import type { Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { quotaOf, type NextcloudAccounts, type RemoteUser } from './nextcloud-accounts.js';
import { expectNoRefusal, type NextcloudSettings, type OcsApi } from './ocs-api.js';
import { groupName, userName, userPrefix, userSuffix } from './remote-names.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
});

export function createNextcloudConnector(
  settings: NextcloudSettings,
  api: OcsApi,
  accounts: NextcloudAccounts,
  clock: Clock,
): Connector {
  const accountsOf = (subscriptionId: string): Promise<Outcome<readonly string[]>> => {
    const prefix = userPrefix(subscriptionId);
    return accounts.search(prefix, (id) => id.startsWith(prefix));
  };

  async function check() {
    const startedAt = clock.now().getTime();
    const version = await api.version();
    if (version.kind !== 'done') return version;
    // Only an account that may manage users gets an answer here.
    const allowed = expectNoRefusal(await api.call('GET', '/users', { limit: '1' }, z.unknown()), 'Listing accounts');
    if (allowed.kind !== 'done') return allowed;
    const checkedAt = clock.now();
    return done({ version: version.value, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
  }

  async function apply(wanted: DesiredState): Promise<Outcome<Handle>> {
    const steps = { active: makeActive, suspended: suspend, absent: remove };
    const step = await steps[wanted.state](wanted);
    if (step.kind !== 'done') return step;
    return done<Handle>({ version: 1, subscriptionId: wanted.subscriptionId, state: wanted.state });
  }

  async function makeActive(wanted: DesiredState): Promise<Outcome<void>> {
    const group = wanted.holder.kind === 'organisation' ? groupName(wanted.subscriptionId) : null;
    if (group !== null) {
      const made = await accounts.ensureGroup(group, wanted.name);
      if (made.kind !== 'done') return made;
    }
    // The whole space is shared out: together the accounts cannot go over what was granted.
    const quotaBytes =
      wanted.quotaBytes === null ? null : Math.floor(wanted.quotaBytes / Math.max(wanted.members.length, 1));
    const kept = new Set<string>();
    for (const member of wanted.members) {
      const id = userName(wanted.subscriptionId, member.accountId);
      const ensured = await accounts.ensure({ id, member, group, quotaBytes, locale: wanted.locale });
      if (ensured.kind !== 'done') return ensured;
      kept.add(id);
    }
    const present = await accountsOf(wanted.subscriptionId);
    if (present.kind !== 'done') return present;
    return closeAccounts(
      present.value.filter((id) => !kept.has(id)),
      group,
    );
  }

  async function suspend(wanted: DesiredState): Promise<Outcome<void>> {
    const present = await accountsOf(wanted.subscriptionId);
    return present.kind === 'done' ? closeAccounts(present.value, null) : present;
  }

  /** Whoever left keeps their files, closed, until the subscription ends: the next committee may need them. */
  async function closeAccounts(ids: readonly string[], group: string | null): Promise<Outcome<void>> {
    for (const id of ids) {
      const closed = await accounts.setEnabled(id, false);
      if (closed.kind !== 'done') return closed;
      if (group === null) continue;
      const left = await accounts.leaveGroup(id, group);
      if (left.kind !== 'done') return left;
    }
    return done(undefined);
  }

  async function remove(wanted: DesiredState): Promise<Outcome<void>> {
    const present = await accountsOf(wanted.subscriptionId);
    if (present.kind !== 'done') return present;
    const removed = await removeAccounts(present.value);
    return removed.kind === 'done' ? accounts.removeGroup(groupName(wanted.subscriptionId)) : removed;
  }

  async function removeAccounts(ids: readonly string[]): Promise<Outcome<void>> {
    for (const id of ids) {
      const removed = await accounts.remove(id);
      if (removed.kind !== 'done') return removed;
    }
    return done(undefined);
  }

  async function usersOf(handle: Handle): Promise<Outcome<{ subscriptionId: string; users: RemoteUser[] }>> {
    const own = handleShape.safeParse(handle);
    if (!own.success) return failed('unsupported', 'The handle was written by another release or connector.');
    const { subscriptionId } = own.data;
    const present = await accountsOf(subscriptionId);
    if (present.kind !== 'done') return present;
    const users: RemoteUser[] = [];
    for (const id of present.value) {
      const user = await accounts.find(id);
      if (user.kind !== 'done') return user;
      if (user.value !== null) users.push(user.value);
    }
    return done({ subscriptionId, users });
  }

  return {
    id: 'nextcloud',
    check,
    apply,

    async inspect(handle) {
      const found = await usersOf(handle);
      if (found.kind !== 'done') return found;
      const { subscriptionId, users } = found.value;
      const enabled = users.filter((user) => user.enabled);
      const quotas = enabled.map(quotaOf);
      const state = users.length === 0 ? 'absent' : enabled.length === 0 ? 'suspended' : 'active';
      return done({
        state,
        subscriptionId,
        remoteName: groupName(subscriptionId),
        memberCount: state === 'active' ? enabled.length : null,
        quotaBytes:
          quotas.length === 0 || quotas.includes(null) ? null : quotas.reduce<number>((a, b) => a + (b ?? 0), 0),
      });
    },

    async usage(handle) {
      const found = await usersOf(handle);
      if (found.kind !== 'done') return found;
      let bytes = 0;
      let lastLogin = 0;
      for (const { quota, lastLogin: login } of found.value.users) {
        bytes += quota !== null && quota !== undefined && 'used' in quota ? (quota.used ?? 0) : 0;
        lastLogin = Math.max(lastLogin, login ?? 0);
      }
      return done({ bytes, items: null, lastActivityAt: lastLogin === 0 ? null : new Date(lastLogin) });
    },

    async erase(person) {
      const suffix = userSuffix(person.accountId);
      const found = await accounts.search(suffix, (id) => id.startsWith('ronron-') && id.endsWith(suffix));
      return found.kind === 'done' ? removeAccounts(found.value) : found;
    },

    async open(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success || own.data.state !== 'active') return failed('conflict', 'The subscription is not active.');
      return done({ url: `${settings.url}/`, cookies: [] });
    },
  };
}
