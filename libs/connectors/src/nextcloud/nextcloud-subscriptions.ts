import type { DesiredState } from '../contract/connector.js';
import { done, type Outcome } from '../contract/outcome.js';
import { plainText } from '../names/plain-text.js';
import type { FormerAccounts } from './former/former-accounts.js';
import type { NextcloudAccounts } from './nextcloud-accounts.js';
import type { NextcloudGroups } from './nextcloud-groups.js';
import { ownFolders, type TeamFolders } from './folders/team-folders.js';
import { accountName, activeGroup, asideGroup, isFormer, type GroupKind } from './remote-names.js';

/** What a subscription came to, for its handle. */
export interface Settlement {
  /** Null without one. */
  readonly folderId: number | null;
  /** Accounts of the first release that still hold files. */
  readonly formerAccounts: number;
}

const NOTHING: Settlement = { folderId: null, formerAccounts: 0 };
const WORDS = {
  fr: { personal: 'espace personnel', closed: 'accès fermés' },
  en: { personal: 'personal space', closed: 'closed' },
};

interface Parts {
  readonly accounts: NextcloudAccounts;
  readonly groups: NextcloudGroups;
  readonly folders: TeamFolders;
  readonly former: FormerAccounts;
}

/**
 * The steps of a subscription, each safe to repeat and to break off. Two groups say who uses an account: the active one of
 * each subscription that its person may use, and those in which others set it aside. An account that is in no active
 * group is closed; one that is in none at all goes.
 */
export function nextcloudSubscriptions({ accounts, groups, folders, former }: Parts) {
  async function makeActive(wanted: DesiredState, mayHaveFormer: boolean): Promise<Outcome<Settlement>> {
    const kind = kindOf(wanted);
    const group = activeGroup(kind, wanted.subscriptionId);
    const named = await groups.ensure(group, groupTitle(wanted));
    if (named.kind !== 'done') return named;
    const personalQuota = kind === 'personal' ? wanted.quotaBytes : 'none of its own';
    for (const member of wanted.members) {
      const ensured = await accounts.ensure({ member, group, personalQuota, locale: wanted.locale });
      if (ensured.kind !== 'done') return ensured;
    }
    const folder = kind === 'personal' ? done(null) : await folders.ensure(wanted);
    if (folder.kind !== 'done') return folder;
    const closed = await closeOthers(kind, wanted);
    if (closed.kind !== 'done') return closed;
    const left = mayHaveFormer ? await former.settle(wanted.subscriptionId, wanted.members) : done(0);
    return left.kind === 'done' ? done({ folderId: folder.value, formerAccounts: left.value }) : left;
  }

  /** Whoever left keeps their files, closed, until the subscription ends: the next committee may need them. */
  async function closeOthers(kind: GroupKind, wanted: DesiredState): Promise<Outcome<void>> {
    const names = new Set(wanted.members.map(accountName));
    const [group, aside] = [activeGroup(kind, wanted.subscriptionId), asideGroup(wanted.subscriptionId)];
    const active = await groups.members(group);
    if (active.kind !== 'done') return active;
    const waiting = await groups.members(aside);
    if (waiting.kind !== 'done') return waiting;
    const leaving = (active.value ?? []).map(({ id }) => id).filter((id) => !names.has(id) && !isFormer(id));
    const moved = await setAside(leaving, group, wanted);
    if (moved.kind !== 'done') return moved;
    for (const { id } of waiting.value ?? []) {
      // Who came back is set aside no more; the others once more, for an attempt that broke off before they were closed.
      const outcome = names.has(id) ? await accounts.leaveGroup(id, aside) : await accounts.settle(id);
      if (outcome.kind !== 'done') return outcome;
    }
    return done(undefined);
  }

  async function setAside(ids: readonly string[], group: string, wanted: DesiredState): Promise<Outcome<void>> {
    if (ids.length === 0) return done(undefined);
    const aside = asideGroup(wanted.subscriptionId);
    const made = await groups.ensure(aside, `${groupTitle(wanted)} – ${wordsOf(wanted).closed}`);
    if (made.kind !== 'done') return made;
    for (const id of ids) {
      for (const step of [
        () => accounts.joinGroup(id, aside),
        () => accounts.leaveGroup(id, group),
        () => accounts.settle(id),
      ]) {
        const outcome = await step();
        if (outcome.kind !== 'done') return outcome;
      }
    }
    return done(undefined);
  }

  /** Access is closed for everybody; the folder and the files stay as they are. */
  async function suspend(wanted: DesiredState, mayHaveFormer: boolean): Promise<Outcome<Settlement>> {
    // Also of what was never active: the empty group says that it is suspended, and not gone.
    const named = await groups.ensure(activeGroup(kindOf(wanted), wanted.subscriptionId), groupTitle(wanted));
    if (named.kind !== 'done') return named;
    const closed = await closeOthers(kindOf(wanted), { ...wanted, members: [] });
    if (closed.kind !== 'done') return closed;
    const left = mayHaveFormer ? await former.settle(wanted.subscriptionId, []) : done(0);
    if (left.kind !== 'done') return left;
    const own = kindOf(wanted) === 'personal' ? done(null) : await folderOf(wanted.subscriptionId);
    return own.kind === 'done' ? done({ folderId: own.value, formerAccounts: left.value }) : own;
  }

  /** Of either kind, whatever the holder is said to be: an operator may end what the portal knows nothing of. */
  async function remove(wanted: DesiredState, mayHaveFormer: boolean): Promise<Outcome<Settlement>> {
    const { subscriptionId } = wanted;
    for (const kind of ['organisation', 'personal'] as const) {
      const closed = await closeOthers(kind, { ...wanted, members: [] });
      if (closed.kind !== 'done') return closed;
    }
    const aside = await groups.members(asideGroup(subscriptionId));
    if (aside.kind !== 'done') return aside;
    for (const { id } of aside.value ?? []) {
      const removed = await accounts.removeUnused(id, asideGroup(subscriptionId));
      if (removed.kind !== 'done') return removed;
    }
    const folder = await folderOf(subscriptionId);
    if (folder.kind !== 'done') return folder;
    const folderId = folder.value;
    const steps = [
      ...(folderId === null ? [] : [() => folders.remove(folderId)]),
      ...(mayHaveFormer ? [() => former.remove(subscriptionId)] : []),
      () => groups.remove(asideGroup(subscriptionId)),
      // Last: until then they say which folder is still to be taken away.
      () => groups.remove(activeGroup('personal', subscriptionId)),
      () => groups.remove(activeGroup('organisation', subscriptionId)),
    ];
    for (const step of steps) {
      const outcome = await step();
      if (outcome.kind !== 'done') return outcome;
    }
    return done(NOTHING);
  }

  async function folderOf(subscriptionId: string): Promise<Outcome<number | null>> {
    const all = await folders.all();
    if (all.kind !== 'done') return all;
    return done(ownFolders(all.value ?? [], subscriptionId)[0]?.id ?? null);
  }

  return { active: makeActive, suspended: suspend, absent: remove };
}

export function kindOf({ holder }: DesiredState): GroupKind {
  return holder.kind === 'account' ? 'personal' : 'organisation';
}

/** Shown where people share with a group. */
function groupTitle(wanted: DesiredState): string {
  const name = plainText(wanted.name, 200, wanted.subscriptionId);
  if (kindOf(wanted) === 'organisation') return name;
  return `${name} – ${wordsOf(wanted).personal}`;
}

function wordsOf({ locale }: DesiredState): (typeof WORDS)['fr'] {
  return locale === 'en' ? WORDS.en : WORDS.fr;
}
