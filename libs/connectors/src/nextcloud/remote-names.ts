import { createHash } from 'node:crypto';
import type { Member, Person } from '../contract/connector.js';

/**
 * Names on the server come from our ids alone, so that a second attempt finds what the first one made. A person's account
 * is named by the subject under which they sign in: `user_oidc` then finds it instead of making another.
 */
export function accountName({ accountId, subject }: Pick<Member | Person, 'accountId' | 'subject'>): string {
  return subject ?? accountId;
}

/** `personal`: a person's own space; `organisation`: what its members share. */
export type GroupKind = 'personal' | 'organisation';

const PREFIX = 'ronron-';
const PERSONAL = 'ronron-personal-';
const ASIDE = 'ronron-aside-';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whoever is in it may use the subscription. Nextcloud takes 64 characters; these are 52 at most. */
export function activeGroup(kind: GroupKind, subscriptionId: string): string {
  return `${kind === 'personal' ? PERSONAL : PREFIX}${subscriptionId}`;
}

/** Whoever is in it may not, or no more, but their data are kept for the subscription. */
export function asideGroup(subscriptionId: string): string {
  return `${ASIDE}${subscriptionId}`;
}

/** What a group is to us; null for one that is none of ours, or of those set aside. */
export function readActiveGroup(group: string): { kind: GroupKind; subscriptionId: string } | null {
  const kind = group.startsWith(PERSONAL) ? 'personal' : 'organisation';
  const subscriptionId = group.slice(kind === 'personal' ? PERSONAL.length : PREFIX.length);
  return group.startsWith(PREFIX) && UUID.test(subscriptionId) ? { kind, subscriptionId } : null;
}

export function isAsideGroup(group: string): boolean {
  return group.startsWith(ASIDE) && UUID.test(group.slice(ASIDE.length));
}

/** The name of a team folder until it has its group: an attempt that broke off in between is found by it. */
export function unfinishedFolder(subscriptionId: string): string {
  return `${PREFIX}${subscriptionId}`;
}

/** Searched for, it finds every group of ours and every account of the first release. */
export const OURS = PREFIX;

/** Starts the name of the accounts that the first release made for the subscription, one for each member. */
export function formerPrefix(subscriptionId: string): string {
  return `${PREFIX}${subscriptionId}-`;
}

/** Ends the name of all the accounts that the first release made for the person. */
export function formerSuffix(accountId: string): string {
  return `-${createHash('sha256').update(accountId).digest('hex').slice(0, 12)}`;
}

export function isFormer(account: string): boolean {
  return account.startsWith(PREFIX) && UUID.test(account.slice(PREFIX.length, -13)) && /-[0-9a-f]{12}$/.test(account);
}
