import type { Randomness } from '@ronron/kernel';
import { z } from 'zod';
import type { Member } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { plainText } from '../names/plain-text.js';
import { hasQuota, quotaText } from './kept-quota.js';
import { expectNoRefusal, isAbsent, settled, type NextcloudSettings, type OcsApi } from './ocs-api.js';
import { accountName, isAsideGroup, readActiveGroup } from './remote-names.js';

const nothing = z.unknown();
const usersAnswer = z.object({ users: z.array(z.string()) });
// The quota is a number of bytes, -3 or "none" without limit, and an empty list where Nextcloud could not tell it.
export const remoteUser = z.object({
  id: z.string(),
  enabled: z.boolean().default(true),
  email: z.string().nullish(),
  displayname: z.string().nullish(),
  groups: z.array(z.string()).default([]),
  lastLogin: z.number().max(8.64e15).nullish(),
  // Accounts that `user_oidc` keeps take their name from the sign-in alone.
  backendCapabilities: z.object({ setDisplayName: z.boolean().default(true) }).nullish(),
  quota: z
    .object({ quota: z.union([z.number(), z.string()]).nullish(), used: z.number().nullish() })
    .or(z.array(z.unknown()))
    .nullish(),
});
export type RemoteUser = z.infer<typeof remoteUser>;

/** What an account is to become for one subscription. */
export interface WantedAccount {
  readonly member: Member;
  /** The active group of the subscription. */
  readonly group: string;
  /** Bytes; null: no limit of ours. Of a personal subscription; others leave it to that, or give what members get. */
  readonly personalQuota: number | null | 'none of its own';
  readonly locale: string;
}

/** Steps on accounts, each safe to repeat. A person is one account, shared by all subscriptions. */
export function nextcloudAccounts(api: OcsApi, settings: NextcloudSettings, randomness: Randomness) {
  const memberQuota = settings.memberQuotaMegabytes * 1_000_000;

  const accounts = {
    /** Null when there is no such account. */
    async find(id: string): Promise<Outcome<RemoteUser | null>> {
      const answer = await api.call('GET', pathOf(id), {}, remoteUser);
      if (isAbsent(answer)) return done(null);
      return expectNoRefusal(answer, 'Reading an account');
    },

    /** Ids that hold `part` and fit; Nextcloud also searches names and addresses, so they are filtered again. */
    async search(part: string, fits: (id: string) => boolean): Promise<Outcome<readonly string[]>> {
      const answer = await api.pages('/users', { search: part }, usersAnswer, ({ users }) => users);
      const found = expectNoRefusal(answer, 'Searching accounts');
      return found.kind === 'done' ? done(found.value.filter(fits)) : found;
    },

    /** Makes or corrects the account of a member, in the subscription's group and open. */
    async ensure(wanted: WantedAccount): Promise<Outcome<void>> {
      const id = accountName(wanted.member);
      const found = await accounts.find(id);
      if (found.kind !== 'done') return found;
      if (found.value !== null) return join(found.value, wanted);
      const made = await create(id, wanted);
      if (made.kind === 'done') return welcome(id);
      // A creation can answer 500, or not at all, and yet have made the account; or `user_oidc` made it meanwhile.
      const after = await accounts.find(id);
      if (after.kind !== 'done' || after.value === null) return made;
      return join(after.value, wanted);
    },

    /**
     * Puts an account where its groups say, once it has left one: closed when nothing of ours is active there any more, and
     * with what members get when its personal space is not.
     */
    async settle(id: string): Promise<Outcome<void>> {
      const found = await accounts.find(id);
      if (found.kind !== 'done' || found.value === null) return settled(found);
      const personal = kindsOf(found.value).includes('personal');
      if (!personal && !hasQuota(found.value, memberQuota)) {
        const changed = await change(id, 'quota', quotaText(memberQuota));
        if (changed.kind !== 'done') return changed;
      }
      if (kindsOf(found.value).length > 0 || !found.value.enabled) return done(undefined);
      const closed = await accounts.setEnabled(id, false);
      if (closed.kind !== 'done') return closed;
      // Somebody else's job may have granted them something meanwhile: whoever looks last, after writing, sees both.
      const now = await accounts.find(id);
      if (now.kind !== 'done' || now.value === null || kindsOf(now.value).length === 0) return settled(now);
      return accounts.setEnabled(id, true);
    },

    /** Takes an account that a subscription had set aside away, unless another one has it. */
    async removeUnused(id: string, aside: string): Promise<Outcome<void>> {
      const before = await accounts.find(id);
      if (before.kind !== 'done' || before.value === null) return settled(before);
      if (!isUsed(before.value, aside)) return accounts.remove(id);
      const left = await accounts.leaveGroup(id, aside);
      if (left.kind !== 'done') return left;
      // Two subscriptions that end at once each saw the other; whoever looks last sees none.
      const now = await accounts.find(id);
      if (now.kind !== 'done' || now.value === null || isUsed(now.value, aside)) return settled(now);
      return accounts.remove(id);
    },

    async setEnabled(id: string, enabled: boolean): Promise<Outcome<void>> {
      const answer = await api.call('PUT', `${pathOf(id)}/${enabled ? 'enable' : 'disable'}`, {}, nothing);
      // 101 is "not found" here: somebody removed it, and nobody uses what is gone.
      if (!enabled && answer.kind === 'refused' && [101, 404, 998].includes(answer.code)) return done(undefined);
      return settled(expectNoRefusal(answer, 'Enabling or disabling an account'));
    },

    async joinGroup(id: string, groupid: string): Promise<Outcome<void>> {
      const answer = await api.call('POST', `${pathOf(id)}/groups`, { groupid }, nothing);
      return settled(expectNoRefusal(answer, 'Adding to a group'));
    },

    async leaveGroup(id: string, groupid: string): Promise<Outcome<void>> {
      const answer = await api.call('DELETE', `${pathOf(id)}/groups`, { groupid }, nothing);
      // No such group, no such account. Whatever else keeps somebody in leaves the access open.
      if (answer.kind === 'refused' && [102, 103, 404, 998].includes(answer.code)) return done(undefined);
      return settled(expectNoRefusal(answer, 'Taking out of a group'));
    },

    async remove(id: string): Promise<Outcome<void>> {
      const answer = await api.call('DELETE', pathOf(id), {}, nothing);
      if (isAbsent(answer) || (answer.kind === 'refused' && answer.code === 101)) return done(undefined);
      return settled(expectNoRefusal(answer, 'Removing an account'));
    },
  };

  async function create(id: string, { member, group, personalQuota, locale }: WantedAccount): Promise<Outcome<void>> {
    const parameters = {
      userid: id,
      // Nobody learns it: people come from the portal, or choose their own through the mail. The end satisfies policies.
      password: `${randomness.bytes(32).toString('base64url')}-aA1`,
      displayName: plainText(member.displayName, 64, id),
      email: member.email,
      quota: quotaText(personalQuota === 'none of its own' ? memberQuota : personalQuota),
      language: locale,
      'groups[]': group,
    };
    return settled(expectNoRefusal(await api.call('POST', '/users', parameters, nothing), 'Making an account'));
  }

  async function welcome(id: string): Promise<Outcome<void>> {
    if (!settings.welcomeMail) return done(undefined);
    // A mail that does not leave is no reason to fail: "forgotten password" sends another one.
    await api.call('POST', `${pathOf(id)}/welcome`, {}, nothing);
    return done(undefined);
  }

  /** First into the group, then read again: a job that closes the account meanwhile sees the group, or we what it did. */
  async function join(before: RemoteUser, wanted: WantedAccount): Promise<Outcome<void>> {
    if (before.groups.includes(wanted.group)) return correct(before, wanted);
    const joined = await accounts.joinGroup(before.id, wanted.group);
    if (joined.kind !== 'done') return joined;
    const found = await accounts.find(before.id);
    if (found.kind !== 'done') return found;
    if (found.value === null) return failed('conflict', 'The account was removed while it was given access.');
    return correct(found.value, wanted);
  }

  async function correct(found: RemoteUser, { member, personalQuota }: WantedAccount): Promise<Outcome<void>> {
    const changes: [string, string][] = [];
    const name = plainText(member.displayName, 64, found.id);
    if ((found.email ?? '').toLowerCase() !== member.email.toLowerCase()) changes.push(['email', member.email]);
    if (found.displayname !== name && found.backendCapabilities?.setDisplayName !== false) {
      changes.push(['displayname', name]);
    }
    const quota = personalQuota === 'none of its own' ? memberQuota : personalQuota;
    // Whoever has a space of their own keeps its quota, which another subscription's job knows nothing of.
    const ours = personalQuota !== 'none of its own' || !kindsOf(found).includes('personal');
    if (ours && !hasQuota(found, quota)) changes.push(['quota', quotaText(quota)]);
    for (const [key, value] of changes) {
      const changed = await change(found.id, key, value);
      if (changed.kind !== 'done') return changed;
    }
    return found.enabled ? done(undefined) : accounts.setEnabled(found.id, true);
  }

  async function change(id: string, key: string, value: string): Promise<Outcome<void>> {
    const answer = await api.call('PUT', pathOf(id), { key, value }, nothing);
    return settled(expectNoRefusal(answer, `Changing ${key}`));
  }

  return accounts;
}

export type NextcloudAccounts = ReturnType<typeof nextcloudAccounts>;

function pathOf(id: string): string {
  return `/users/${encodeURIComponent(id)}`;
}

/** What the account may use now. */
function kindsOf({ groups }: RemoteUser): ('personal' | 'organisation')[] {
  return groups.flatMap((group) => readActiveGroup(group)?.kind ?? []);
}

function isUsed({ groups }: RemoteUser, except: string): boolean {
  return groups.some((group) => group !== except && (readActiveGroup(group) !== null || isAsideGroup(group)));
}
