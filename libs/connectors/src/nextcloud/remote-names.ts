import { createHash } from 'node:crypto';

/**
 * Names on the server come from our ids alone, so that a second attempt finds what the first one made. Nextcloud takes
 * 64 characters of letters, digits and `_.@-'`: a UUID, two dashes and 12 hexadecimal digits stay below.
 */
export function groupName(subscriptionId: string): string {
  return `ronron-${subscriptionId}`;
}

/** Starts the name of every account of the subscription, and of no other. */
export function userPrefix(subscriptionId: string): string {
  return `ronron-${subscriptionId}-`;
}

/** Ends the name of every account of the person, in all subscriptions. */
export function userSuffix(accountId: string): string {
  return `-${createHash('sha256').update(accountId).digest('hex').slice(0, 12)}`;
}

export function userName(subscriptionId: string, accountId: string): string {
  return `ronron-${subscriptionId}${userSuffix(accountId)}`;
}
