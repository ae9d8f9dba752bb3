import { z } from 'zod';
import { done, type Outcome } from '../contract/outcome.js';
import { remoteUser, type RemoteUser } from './nextcloud-accounts.js';
import { expectNoRefusal, isAbsent, settled, type OcsApi } from './ocs-api.js';
import { OURS } from './remote-names.js';

const nothing = z.unknown();
// PHP writes an empty list for an object with nothing in it.
const membersAnswer = z.object({
  users: z.record(z.string(), remoteUser).or(z.array(z.never()).transform((): Record<string, RemoteUser> => ({}))),
});
const groupsAnswer = z.object({
  groups: z.array(
    z.object({
      id: z.string(),
      displayname: z.string(),
      // `false` where a backend cannot count.
      usercount: z.number().or(z.literal(false)),
      disabled: z.number().or(z.literal(false)),
    }),
  ),
});
export type RemoteGroup = z.infer<typeof groupsAnswer>['groups'][number];

/** Steps on groups, each safe to repeat. */
export function nextcloudGroups(api: OcsApi) {
  return {
    /** Null when there is no such group. */
    async members(group: string): Promise<Outcome<readonly RemoteUser[] | null>> {
      const path = `/groups/${encodeURIComponent(group)}/users/details`;
      const found = await api.pages(path, {}, membersAnswer, ({ users }) => Object.values(users));
      return isAbsent(found) ? done(null) : expectNoRefusal(found, 'Reading a group');
    },

    /** Those of ours from `offset` on, and perhaps strangers whose name looks like it. */
    async page(limit: number, offset: number): Promise<Outcome<readonly RemoteGroup[]>> {
      const parameters = { search: OURS, limit: String(limit), offset: String(offset) };
      const answer = await api.call('GET', '/groups/details', parameters, groupsAnswer);
      const read = expectNoRefusal(answer, 'Listing groups');
      return read.kind === 'done' ? done(read.value.groups) : read;
    },

    /** What people read of it; null when there is no such group. */
    async titleOf(group: string): Promise<Outcome<string | null>> {
      const answer = await api.pages('/groups/details', { search: group }, groupsAnswer, (page) => page.groups);
      const found = expectNoRefusal(answer, 'Searching groups');
      if (found.kind !== 'done') return found;
      return done(found.value.find(({ id }) => id === group)?.displayname ?? null);
    },

    async ensure(group: string, displayName: string): Promise<Outcome<void>> {
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

    async remove(group: string): Promise<Outcome<void>> {
      const answer = await api.call('DELETE', `/groups/${encodeURIComponent(group)}`, {}, nothing);
      if (isAbsent(answer) || (answer.kind === 'refused' && answer.code === 101)) return done(undefined);
      return settled(expectNoRefusal(answer, 'Removing a group'));
    },
  };
}

export type NextcloudGroups = ReturnType<typeof nextcloudGroups>;
