import type { Clock } from '@ronron/kernel';
import { z } from 'zod';
import type { Connector, DesiredState, Handle } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { createSignInOnly } from '../sign-in/sign-in-only.js';
import type { PeerTubeApi } from './peertube-api.js';
import { commonQuota, peerTubeUsers, type PeerTubeUser } from './peertube-users.js';
import type { PeerTubeSettings } from './peertube.js';

const handleShape = z.object({
  version: z.literal(1),
  subscriptionId: z.string(),
  state: z.enum(['active', 'suspended', 'absent']),
  /** PeerTube's ids of each member's accounts: who leaves is found again by them. */
  users: z.record(z.string(), z.array(z.number().int().positive()).max(20)),
  /** Members whose account stays open, and has its quota, for another subscription too. */
  elsewhere: z.array(z.string()).default([]),
  /** Members who had no account yet: they get theirs when they first sign in, and are not missing. */
  waiting: z.number().int().nonnegative().default(0),
});
type PeerTubeHandle = z.infer<typeof handleShape>;
type UsersByMember = ReadonlyMap<string, readonly PeerTubeUser[]>;

export function createPeerTubeConnector(
  { url, removeAccounts }: PeerTubeSettings,
  api: PeerTubeApi,
  clock: Clock,
): Connector {
  const users = peerTubeUsers(api);
  const strange = failed('unsupported', 'The handle was written by another release or connector.');

  async function askVersion(): Promise<Outcome<string>> {
    const version = await api.version();
    if (version.kind !== 'done' || !api.hasModerator) return version;
    const allowed = await api.read('users?start=0&count=1', z.object({ total: z.number() }));
    if (allowed.kind !== 'done') return allowed;
    return allowed.value === null ? failed('bad-answer', 'The list of users is not there.') : version;
  }

  async function apply(wanted: DesiredState, kept: Handle | null): Promise<Outcome<Handle>> {
    const known = kept === null ? null : (handleShape.safeParse(kept).data ?? null);
    const { subscriptionId, state } = wanted;
    const elsewhere = (wanted.elsewhere ?? []).map(({ accountId }) => accountId);
    const handle = (ids: PeerTubeHandle['users']): Outcome<Handle> =>
      done({
        ...{ version: 1, subscriptionId, state, users: ids, elsewhere: elsewhere.filter((id) => id in ids) },
        waiting: wanted.members.filter(({ accountId }) => !(accountId in ids)).length,
      });
    if (!api.hasModerator) return handle({});
    if (state === 'absent' && known?.state === 'absent') return handle(known.users);

    const present = await usersOf(wanted);
    if (present.kind !== 'done') return present;
    const left = await usersWhoLeft(known, wanted, [...present.value.values()].flat());
    if (left.kind !== 'done') return left;
    const steps = [...stepsFor({ ...wanted, state: 'suspended' }, left.value), ...stepsFor(wanted, present.value)];
    for (const step of steps) {
      const outcome = await step();
      if (outcome.kind !== 'done') return outcome;
    }
    const ids = [...present.value].map(([accountId, theirs]) => [accountId, theirs.map(({ id }) => id)] as const);
    return handle(Object.fromEntries(ids));
  }

  /** Whoever has signed in once has an account; the others get theirs from PeerTube when they do. */
  async function usersOf({ members }: DesiredState): Promise<Outcome<UsersByMember>> {
    const found = new Map<string, readonly PeerTubeUser[]>();
    for (const member of members) {
      const theirs = await users.of(member);
      if (theirs.kind !== 'done') return theirs;
      if (theirs.value.length > 0) found.set(member.accountId, theirs.value);
    }
    return done(found);
  }

  async function usersWhoLeft(
    known: PeerTubeHandle | null,
    { members }: DesiredState,
    present: readonly PeerTubeUser[],
  ): Promise<Outcome<UsersByMember>> {
    const staying = new Set(members.map(({ accountId }) => accountId));
    const left = new Map<string, readonly PeerTubeUser[]>();
    for (const [accountId, ids] of Object.entries(known?.users ?? {})) {
      if (staying.has(accountId)) continue;
      const theirs = await readAll(ids.filter((id) => !present.some((user) => user.id === id)));
      if (theirs.kind !== 'done') return theirs;
      left.set(accountId, theirs.value);
    }
    return done(left);
  }

  async function readAll(ids: readonly number[]): Promise<Outcome<readonly PeerTubeUser[]>> {
    const found: PeerTubeUser[] = [];
    for (const id of ids) {
      const user = await users.read(id);
      if (user.kind !== 'done') return user;
      if (user.value !== null) found.push(user.value);
    }
    return done(found);
  }

  function stepsFor({ state, holder, quotaBytes, locale, elsewhere = [] }: DesiredState, people: UsersByMember) {
    // What members of an organisation published is theirs too: only a person's own subscription takes its account along.
    const remove = state === 'absent' && removeAccounts && holder.kind === 'account';
    return [...people].flatMap(([accountId, theirs]) => {
      // One account for all that somebody subscribed to: it stays open as long as one of these is, with the largest quota.
      const other = elsewhere.find((one) => one.accountId === accountId);
      const quotas = [...(state === 'active' ? [quotaBytes] : []), ...(other === undefined ? [] : [other.quotaBytes])];
      return theirs.flatMap((user) => {
        if (quotas.length > 0) return [() => users.unblock(user), () => users.limit(user, largest(quotas))];
        return [() => (remove ? users.remove(user) : users.block(user, locale))];
      });
    });
  }

  return {
    ...createSignInOnly({ id: 'peertube', startsAt: `${url}/login`, clock, askVersion }),
    apply,

    async inspect(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return strange;
      const { subscriptionId, state, elsewhere } = own.data;
      const there = await readAll(Object.values(own.data.users).flat());
      if (there.kind !== 'done') return there;
      const ids = new Set(there.value.map(({ id }) => id));
      const found = Object.values(own.data.users).filter((theirs) => theirs.some((id) => ids.has(id))).length;
      // Who may not look at accounts cannot count them.
      const memberCount = api.hasModerator ? found + own.data.waiting : null;
      // What is open for another subscription, and as large as that one gives, says nothing of this one.
      const shared = new Set(elsewhere.flatMap((accountId) => own.data.users[accountId] ?? []));
      const alone = there.value.filter(({ id }) => !shared.has(id));
      // Where nobody has an account yet, the portal's refusal at the sign-in is all there is.
      const closed = (state === 'active' ? there.value : alone).every(({ blocked }) => blocked);
      const actual = !closed ? 'active' : there.value.length > 0 && state === 'active' ? 'suspended' : state;
      const quotaBytes = commonQuota(alone);
      return done({ state: actual, subscriptionId, remoteName: [...ids].join(', '), memberCount, quotaBytes });
    },

    async usage(handle) {
      const own = handleShape.safeParse(handle);
      if (!own.success) return strange;
      const there = await readAll(Object.values(own.data.users).flat());
      if (there.kind !== 'done') return there;
      const sum = (of: (user: PeerTubeUser) => number | null | undefined): number =>
        there.value.reduce((total, user) => total + (of(user) ?? 0), 0);
      const times = there.value.flatMap(({ lastLoginDate }) => lastLoginDate?.getTime() ?? []);
      return done({
        bytes: sum(({ videoQuotaUsed }) => videoQuotaUsed),
        items: sum(({ videosCount }) => videosCount),
        lastActivityAt: times.length === 0 ? null : new Date(Math.max(...times)),
      });
    },

    async erase(person) {
      const theirs = await users.of(person);
      if (theirs.kind !== 'done') return theirs;
      for (const user of theirs.value) {
        const gone = await users.remove(user);
        if (gone.kind !== 'done') return gone;
      }
      return done(undefined);
    },
  };
}

/** Bytes; null, which is no limit, is more than any. */
function largest(quotas: readonly (number | null)[]): number | null {
  return quotas.reduce((most, quota) => (most === null || quota === null ? null : Math.max(most, quota)));
}
