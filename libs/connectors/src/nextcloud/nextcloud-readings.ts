import type { ActualState, Cursor, Page, Usage } from '../contract/connector.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { FormerAccounts } from './former/former-accounts.js';
import { quotaOf } from './kept-quota.js';
import type { RemoteUser } from './nextcloud-accounts.js';
import type { NextcloudHandle } from './handle.js';
import type { NextcloudGroups, RemoteGroup } from './nextcloud-groups.js';
import { activeGroup, asideGroup, isFormer, readActiveGroup, type GroupKind } from './remote-names.js';
import { ownFolders, type TeamFolder, type TeamFolders } from './folders/team-folders.js';

interface Parts {
  readonly groups: NextcloudGroups;
  readonly folders: TeamFolders;
  readonly former: FormerAccounts;
}

/** What the server has for one subscription. */
interface Holding {
  readonly kind: GroupKind;
  /** Null: there is no such group. */
  readonly active: readonly RemoteUser[] | null;
  readonly former: readonly RemoteUser[];
  readonly folder: TeamFolder | null;
}

const PAGE = 50;

/** What stands on the server; changes nothing there. */
export function nextcloudReadings({ groups, folders, former }: Parts) {
  async function holdingOf(handle: NextcloudHandle): Promise<Outcome<Holding>> {
    const { subscriptionId } = handle;
    let kind: GroupKind = handle.version === 2 ? handle.kind : 'organisation';
    let active = await groups.members(activeGroup(kind, subscriptionId));
    if (active.kind === 'done' && active.value === null && handle.version === 1) {
      kind = 'personal';
      active = await groups.members(activeGroup(kind, subscriptionId));
    }
    if (active.kind !== 'done') return active;
    const mayHaveFormer = handle.version === 1 || handle.formerAccounts > 0;
    const older = mayHaveFormer ? await former.of(subscriptionId) : done([]);
    if (older.kind !== 'done') return older;
    const all = kind === 'organisation' ? await folders.all() : done([]);
    if (all.kind !== 'done') return all;
    const folder = ownFolders(all.value ?? [], subscriptionId)[0] ?? null;
    const own = active.value?.filter(({ id }) => !isFormer(id)) ?? null;
    return done({ kind, active: own, former: older.value, folder });
  }

  /** The account of a personal subscription, which stands in one of two groups; null when it is gone. */
  async function personOf(subscriptionId: string, active: readonly RemoteUser[] | null) {
    if (active !== null && active.length > 0) return done(active[0]!);
    const aside = await groups.members(asideGroup(subscriptionId));
    return aside.kind === 'done' ? done(aside.value?.[0] ?? null) : aside;
  }

  return {
    async inspect(handle: NextcloudHandle): Promise<Outcome<ActualState>> {
      const found = await holdingOf(handle);
      if (found.kind !== 'done') return found;
      const { subscriptionId } = handle;
      const { kind, active, former: older, folder } = found.value;
      const users = active === null || active.length === 0 ? older : active;
      const enabled = users.filter((user) => user.enabled).length;
      const gone = active === null && older.length === 0;
      const state = gone ? 'absent' : enabled > 0 ? 'active' : 'suspended';
      const quotaBytes = kind === 'organisation' ? folderQuota(folder) : personalQuota(users);
      const remoteName = activeGroup(kind, subscriptionId);
      const name = kind === 'organisation' ? await groups.titleOf(remoteName) : done(null);
      if (name.kind !== 'done') return name;
      const memberCount = state === 'active' ? enabled : null;
      return done({ state, subscriptionId, remoteName, name: name.value, memberCount, quotaBytes });
    },

    /** Subscriptions that the first release made for persons are not in it: they have no group until they are applied again. */
    async list(cursor: Cursor | null): Promise<Outcome<Page<ActualState>>> {
      const offset = Number(cursor ?? 0);
      if (!Number.isSafeInteger(offset) || offset < 0) return failed('unsupported', 'The cursor is none of ours.');
      const page = await groups.page(PAGE, offset);
      if (page.kind !== 'done') return page;
      const all = await folders.all();
      if (all.kind !== 'done') return all;
      const items: ActualState[] = [];
      for (const group of page.value) {
        const own = readActiveGroup(group.id);
        if (own === null) continue;
        const quota =
          own.kind === 'organisation'
            ? done(folderQuota(ownFolders(all.value ?? [], own.subscriptionId)[0] ?? null))
            : await quotaOfGroup(group.id);
        if (quota.kind !== 'done') return quota;
        const { subscriptionId, kind } = own;
        // That of a personal space is ours, and not its person's.
        const name = kind === 'organisation' ? group.displayname : null;
        items.push({ ...countedIn(group), subscriptionId, remoteName: group.id, name, quotaBytes: quota.value });
      }
      return done({ items, next: page.value.length < PAGE ? null : String(offset + PAGE) });
    },

    /**
     * Bytes of the team folder, or of the person's own files; null for an organisation without a folder, for what its members
     * keep is theirs. Last activity is the last sign-in of anybody who may use it.
     */
    async usage(handle: NextcloudHandle): Promise<Outcome<Usage>> {
      const found = await holdingOf(handle);
      if (found.kind !== 'done') return found;
      const { kind, active, former: older, folder } = found.value;
      const person = kind === 'personal' ? await personOf(handle.subscriptionId, active) : done(null);
      if (person.kind !== 'done') return person;
      const counted = [...(person.value === null ? [] : [person.value]), ...older];
      const files = counted.length === 0 ? null : counted.reduce((sum, user) => sum + usedBy(user), 0);
      const shared = folder === null ? null : Math.max(folder.size ?? 0, 0);
      const bytes = files === null && shared === null ? null : (files ?? 0) + (shared ?? 0);
      const last = Math.max(0, ...[...(active ?? []), ...counted].map(({ lastLogin }) => lastLogin ?? 0));
      return done({ bytes, items: null, lastActivityAt: last === 0 ? null : new Date(last) });
    },
  };

  async function quotaOfGroup(group: string): Promise<Outcome<number | null>> {
    const members = await groups.members(group);
    return members.kind === 'done' ? done(personalQuota(members.value ?? [])) : members;
  }
}

export type NextcloudReadings = ReturnType<typeof nextcloudReadings>;

function countedIn({ usercount, disabled }: RemoteGroup): Pick<ActualState, 'state' | 'memberCount'> {
  const open = usercount === false ? null : usercount - (disabled === false ? 0 : disabled);
  return open === 0 ? { state: 'suspended', memberCount: null } : { state: 'active', memberCount: open };
}

function folderQuota(folder: TeamFolder | null): number | null {
  return folder === null || folder.quota < 0 ? null : folder.quota;
}

/** The first release shared the space of a subscription out among its accounts. */
function personalQuota(users: readonly RemoteUser[]): number | null {
  const quotas = users.filter(({ enabled }) => enabled).map(quotaOf);
  if (quotas.length === 0 || quotas.includes(null)) return null;
  return quotas.reduce<number>((sum, quota) => sum + (quota ?? 0), 0);
}

function usedBy({ quota }: RemoteUser): number {
  return quota !== null && quota !== undefined && 'used' in quota ? Math.max(quota.used ?? 0, 0) : 0;
}
