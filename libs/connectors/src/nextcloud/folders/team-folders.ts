import { z } from 'zod';
import type { DesiredState } from '../../contract/connector.js';
import { done, failed, type Outcome } from '../../contract/outcome.js';
import { plainText } from '../../names/plain-text.js';
import { expectNoRefusal, isAbsent, NO_SUCH_PAGE, settled, type OcsApi } from '../ocs-api.js';
import { accountName, activeGroup, unfinishedFolder } from '../remote-names.js';

const nothing = z.unknown();
const folder = z.object({
  id: z.number(),
  mount_point: z.string(),
  /** Bytes; negative without a limit. */
  quota: z.number(),
  size: z.number().nullish(),
  acl: z.boolean().default(false),
  // PHP writes an empty list for an object with nothing in it.
  groups: z.record(z.string(), z.number()).or(z.array(z.never()).transform((): Record<string, number> => ({}))),
  manage: z.array(z.object({ type: z.string(), id: z.string() })).default([]),
});
export type TeamFolder = z.infer<typeof folder>;
const foldersAnswer = z.record(z.string(), folder).or(z.array(folder));

/** Read, update, create, delete, share. */
const EVERYTHING = 31;
const NO_LIMIT = -3;

/** Steps on the folders of the app Team folders (`groupfolders`), each safe to repeat. */
export function teamFolders(api: OcsApi) {
  const folders = {
    /** Every folder of the server: the app has no search. Null when the app is not enabled. */
    async all(): Promise<Outcome<readonly TeamFolder[] | null>> {
      const answer = await api.call('GET', '/folders', {}, foldersAnswer);
      if (answer.kind === 'refused' && answer.code === NO_SUCH_PAGE) return done(null);
      const read = expectNoRefusal(answer, 'Listing team folders');
      return read.kind === 'done' ? done(Object.values(read.value)) : read;
    },

    /** Makes or corrects the folder of an organisation. @returns its id, null when the app is not enabled. */
    async ensure(wanted: DesiredState): Promise<Outcome<number | null>> {
      let all = await folders.all();
      if (all.kind !== 'done' || all.value === null) return all.kind === 'done' ? done(null) : all;
      if (ownFolders(all.value, wanted.subscriptionId).length === 0) {
        const mountpoint = unfinishedFolder(wanted.subscriptionId);
        const made = await api.call('POST', '/folders', { mountpoint }, nothing);
        // Refused when the name is taken: somebody else made it a moment ago.
        if (made.kind !== 'done' && made.kind !== 'refused') return made;
        all = await folders.all();
        if (all.kind !== 'done') return all;
      }
      const [own, ...doubles] = ownFolders(all.value ?? [], wanted.subscriptionId);
      if (own === undefined) return failed('bad-answer', 'Nextcloud does not show the team folder that it made.');
      const group = activeGroup('organisation', wanted.subscriptionId);
      // What a call that was sent twice left: nobody ever had access to it.
      for (const { id, groups } of doubles) {
        if (group in groups) continue;
        const removed = await folders.remove(id);
        if (removed.kind !== 'done') return removed;
      }
      const corrected = await correct(own, wanted, group, all.value ?? []);
      return corrected.kind === 'done' ? done(own.id) : corrected;
    },

    /** With all that is in it. */
    async remove(id: number): Promise<Outcome<void>> {
      const answer = await api.call('DELETE', `/folders/${id}`, {}, nothing);
      return isAbsent(answer) ? done(undefined) : settled(expectNoRefusal(answer, 'Removing a team folder'));
    },
  };

  async function correct(
    own: TeamFolder,
    wanted: DesiredState,
    group: string,
    all: readonly TeamFolder[],
  ): Promise<Outcome<void>> {
    const path = `/folders/${own.id}`;
    const steps: [string, Record<string, string>][] = [];
    const quota = wanted.quotaBytes ?? NO_LIMIT;
    // The space before the group: nobody writes into a folder without a limit.
    if (own.quota !== quota && !(own.quota < 0 && quota < 0)) steps.push(['/quota', { quota: String(quota) }]);
    if (!(group in own.groups)) steps.push(['/groups', { group }]);
    else if (own.groups[group] !== EVERYTHING) {
      steps.push([`/groups/${encodeURIComponent(group)}`, { permissions: String(EVERYTHING) }]);
    }
    if (!own.acl) steps.push(['/acl', { acl: '1' }]);
    const mountpoint = freeName(wanted, own, all);
    if (own.mount_point !== mountpoint) steps.push(['/mountpoint', { mountpoint }]);
    for (const [part, parameters] of steps) {
      const answer = await api.call('POST', `${path}${part}`, parameters, nothing);
      const outcome = expectNoRefusal(answer, `Changing ${part.split('/')[1]} of a team folder`);
      if (outcome.kind !== 'done') return outcome;
    }
    return appoint(own, wanted);
  }

  /** Managers of the organisation say who sees what inside; whoever is none any more does not. */
  async function appoint({ id, manage }: TeamFolder, { members }: DesiredState): Promise<Outcome<void>> {
    const wanted = new Set(members.filter(({ role }) => role === 'manager').map(accountName));
    const present = new Set(manage.filter(({ type }) => type === 'user').map((manager) => manager.id));
    const changes = [
      ...[...wanted].filter((account) => !present.has(account)).map((account) => [account, '1'] as const),
      ...[...present].filter((account) => !wanted.has(account)).map((account) => [account, '0'] as const),
    ];
    for (const [mappingId, manageAcl] of changes) {
      const parameters = { mappingType: 'user', mappingId, manageAcl };
      const answer = await api.call('POST', `/folders/${id}/manageACL`, parameters, nothing);
      const outcome = expectNoRefusal(answer, 'Appointing a manager of a team folder');
      if (outcome.kind !== 'done') return outcome;
    }
    return done(undefined);
  }

  return folders;
}

export type TeamFolders = ReturnType<typeof teamFolders>;

/** The folders of a subscription: one, but for calls that were sent twice. The one in use comes first, then the oldest. */
export function ownFolders(all: readonly TeamFolder[], subscriptionId: string): readonly TeamFolder[] {
  const group = activeGroup('organisation', subscriptionId);
  const unused = ({ groups }: TeamFolder): number => (group in groups ? 0 : 1);
  return all
    .filter(({ groups, mount_point }) => group in groups || mount_point === unfinishedFolder(subscriptionId))
    .sort((a, b) => unused(a) - unused(b) || a.id - b.id);
}

/** The organisation's name as a folder may be called; with a mark of its own where another folder has that name. */
function freeName({ name, subscriptionId }: DesiredState, own: TeamFolder, all: readonly TeamFolder[]): string {
  const plain = plainText(name.replace(/[\\/]+/g, '-').replace(/^\.+/, ''), 80, unfinishedFolder(subscriptionId));
  const taken = all.some(({ id, mount_point }) => id !== own.id && mount_point === plain);
  return taken ? `${plain} (${subscriptionId.slice(-6)})` : plain;
}
