import { addressProved, type Account } from './account.entity.js';

/** Why somebody who proved who they are is not let in all the same. */
export type AccountRefusal = 'unconfirmed' | 'awaiting-parent' | 'suspended' | 'erased';

/** Null when the account may be signed in to. */
export function refusalOf(
  account: Pick<Account, 'confirmedAt' | 'parentAskedAt' | 'suspendedAt' | 'deleteAfter'>,
  now: Date,
): AccountRefusal | null {
  if (account.suspendedAt !== null) return 'suspended';
  // The days of grace are over and its services are being taken down: there is no way back.
  if (account.deleteAfter !== null && account.deleteAfter <= now) return 'erased';
  if (account.confirmedAt !== null) return null;
  return addressProved(account) ? 'awaiting-parent' : 'unconfirmed';
}
