import type { Randomness } from '@ronron/kernel';
import { z } from 'zod';
import type { Member } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import { expectNoRefusal, isAbsent, type NextcloudSettings, type OcsApi } from './ocs-api.js';

const nothing = z.unknown();
const usersAnswer = z.object({ users: z.array(z.string()) });
// The quota is a number of bytes, -3 or "none" without limit, and an empty list before the first sign-in of some releases.
const userAnswer = z.object({
  id: z.string(),
  enabled: z.boolean().default(true),
  email: z.string().nullish(),
  displayname: z.string().nullish(),
  groups: z.array(z.string()).default([]),
  lastLogin: z.number().max(8.64e15).nullish(),
  quota: z
    .object({ quota: z.union([z.number(), z.string()]).nullish(), used: z.number().nullish() })
    .or(z.array(z.unknown()))
    .nullish(),
});
export type RemoteUser = z.infer<typeof userAnswer>;

/** What one account is to become. */
export interface WantedUser {
  readonly id: string;
  readonly member: Member;
  readonly group: string | null;
  /** Bytes of this account; null: none of ours. */
  readonly quotaBytes: number | null;
  readonly locale: string;
}

const SEARCH_PAGE = 200;
/** A server that ignores the offset would keep us asking for ever. */
const MOST_PAGES = 100;

/** Steps on accounts and groups, each safe to repeat. */
export function nextcloudAccounts(api: OcsApi, settings: NextcloudSettings, randomness: Randomness) {
  const accounts = {
    /** Null when there is no such account. */
    async find(id: string): Promise<Outcome<RemoteUser | null>> {
      const answer = await api.call('GET', `/users/${encodeURIComponent(id)}`, {}, userAnswer);
      if (isAbsent(answer)) return done(null);
      return expectNoRefusal(answer, 'Reading an account');
    },

    /** Ids that hold `part` and fit; Nextcloud also searches names and addresses, so they are filtered again. */
    async search(part: string, fits: (id: string) => boolean): Promise<Outcome<readonly string[]>> {
      const found: string[] = [];
      for (let offset = 0; offset < MOST_PAGES * SEARCH_PAGE; offset += SEARCH_PAGE) {
        const parameters = { search: part, limit: String(SEARCH_PAGE), offset: String(offset) };
        const answer = expectNoRefusal(await api.call('GET', '/users', parameters, usersAnswer), 'Searching accounts');
        if (answer.kind !== 'done') return answer;
        found.push(...answer.value.users.filter(fits));
        if (answer.value.users.length < SEARCH_PAGE) return done(found);
      }
      return failed('bad-answer', 'The list of accounts has no end.');
    },

    async ensure(wanted: WantedUser): Promise<Outcome<void>> {
      const found = await accounts.find(wanted.id);
      if (found.kind !== 'done') return found;
      if (found.value !== null) return correct(found.value, wanted);
      const made = await create(wanted);
      if (made.kind === 'done') return welcome(wanted.id);
      // A creation can answer 500, or not at all, and yet have made the account.
      const after = await accounts.find(wanted.id);
      if (after.kind !== 'done' || after.value === null) return made;
      return correct(after.value, wanted);
    },

    async setEnabled(id: string, enabled: boolean): Promise<Outcome<void>> {
      const path = `/users/${encodeURIComponent(id)}/${enabled ? 'enable' : 'disable'}`;
      const answer = await api.call('PUT', path, {}, nothing);
      // 101 is "not found" here: somebody removed it, and nobody uses what is gone.
      if (!enabled && answer.kind === 'refused' && [101, 404, 998].includes(answer.code)) return done(undefined);
      return settled(expectNoRefusal(answer, 'Enabling or disabling an account'));
    },

    async leaveGroup(id: string, group: string): Promise<Outcome<void>> {
      const path = `/users/${encodeURIComponent(id)}/groups`;
      const answer = await api.call('DELETE', path, { groupid: group }, nothing);
      return answer.kind === 'refused' ? done(undefined) : settled(answer);
    },

    async remove(id: string): Promise<Outcome<void>> {
      const answer = await api.call('DELETE', `/users/${encodeURIComponent(id)}`, {}, nothing);
      if (isAbsent(answer) || (answer.kind === 'refused' && answer.code === 101)) return done(undefined);
      return settled(expectNoRefusal(answer, 'Removing an account'));
    },

    async ensureGroup(group: string, displayName: string): Promise<Outcome<void>> {
      const made = await api.call('POST', '/groups', { groupid: group }, nothing);
      if (!(made.kind === 'refused' && made.code === 102)) {
        const outcome = expectNoRefusal(made, 'Making a group');
        if (outcome.kind !== 'done') return outcome;
      }
      const parameters = { key: 'displayname', value: displayName };
      const named = await api.call('PUT', `/groups/${encodeURIComponent(group)}`, parameters, nothing);
      // Where groups come from a directory their name is not ours to change.
      return named.kind === 'refused' ? done(undefined) : settled(named);
    },

    async removeGroup(group: string): Promise<Outcome<void>> {
      const answer = await api.call('DELETE', `/groups/${encodeURIComponent(group)}`, {}, nothing);
      if (isAbsent(answer) || (answer.kind === 'refused' && answer.code === 101)) return done(undefined);
      return settled(expectNoRefusal(answer, 'Removing a group'));
    },
  };

  async function create({ id, member, group, quotaBytes, locale }: WantedUser): Promise<Outcome<void>> {
    const parameters = {
      userid: id,
      // Nobody learns it: people choose their own through the mail, or sign in otherwise. The end satisfies policies.
      password: `${randomness.bytes(32).toString('base64url')}-aA1`,
      displayName: member.displayName,
      email: member.email,
      quota: quotaText(quotaBytes),
      language: locale,
      ...(group === null ? {} : { 'groups[]': group }),
    };
    return settled(expectNoRefusal(await api.call('POST', '/users', parameters, nothing), 'Making an account'));
  }

  async function welcome(id: string): Promise<Outcome<void>> {
    if (!settings.welcomeMail) return done(undefined);
    // A mail that does not leave is no reason to fail: "forgotten password" sends another one.
    await api.call('POST', `/users/${encodeURIComponent(id)}/welcome`, {}, nothing);
    return done(undefined);
  }

  async function correct(found: RemoteUser, { id, member, group, quotaBytes }: WantedUser): Promise<Outcome<void>> {
    const path = `/users/${encodeURIComponent(id)}`;
    const changes: [string, string][] = [];
    if ((found.email ?? '').toLowerCase() !== member.email.toLowerCase()) changes.push(['email', member.email]);
    if (found.displayname !== member.displayName) changes.push(['displayname', member.displayName]);
    if (quotaOf(found) !== quotaBytes) changes.push(['quota', quotaText(quotaBytes)]);
    for (const [key, value] of changes) {
      const answer = expectNoRefusal(await api.call('PUT', path, { key, value }, nothing), `Changing ${key}`);
      if (answer.kind !== 'done') return answer;
    }
    if (group !== null && !found.groups.includes(group)) {
      const joined = await api.call('POST', `${path}/groups`, { groupid: group }, nothing);
      const outcome = expectNoRefusal(joined, 'Adding to a group');
      if (outcome.kind !== 'done') return outcome;
    }
    return found.enabled ? done(undefined) : accounts.setEnabled(id, true);
  }

  return accounts;
}

export type NextcloudAccounts = ReturnType<typeof nextcloudAccounts>;

/** Bytes; null without a limit. */
export function quotaOf(user: RemoteUser): number | null {
  if (user.quota === null || user.quota === undefined || !('quota' in user.quota)) return null;
  const { quota } = user.quota;
  return typeof quota === 'number' && quota >= 0 ? quota : null;
}

function quotaText(bytes: number | null): string {
  return bytes === null ? 'none' : String(bytes);
}

function settled(outcome: Outcome<unknown>): Outcome<void> {
  return outcome.kind === 'done' ? done(undefined) : outcome;
}
