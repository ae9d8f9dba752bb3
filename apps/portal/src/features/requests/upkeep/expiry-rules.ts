import { DAY } from '@ronron/kernel';

/** A request that waits for its requester ends after so long, with a reminder before. */
export const EXPIRES_AFTER = 30 * DAY;
export const REMINDED_AFTER = 20 * DAY;

export type ExpiryStep = 'wait' | 'remind' | 'expire';

/** What is due. `askedAt`: when the operators last asked; `remindedAt`: the last reminder, or null. */
export function expiryStep(askedAt: Date, remindedAt: Date | null, now: Date): ExpiryStep {
  const waited = now.getTime() - askedAt.getTime();
  const reminded = remindedAt !== null && remindedAt >= askedAt;
  // Nobody loses a request without a reminder, even when the portal was off on the day of it.
  if (waited >= EXPIRES_AFTER && reminded && now.getTime() - remindedAt.getTime() >= EXPIRES_AFTER - REMINDED_AFTER)
    return 'expire';
  return waited >= REMINDED_AFTER && !reminded ? 'remind' : 'wait';
}
