import type { ActualState, Handle, Room } from './connector.js';
import { done, failed, type Failed, type Outcome } from './outcome.js';

/** For tools that keep nothing of a subscription but its rooms, which are the portal's: what `inspect` gives is what the handle says. */
export function stateInHandle({ state, subscriptionId }: Handle): Outcome<ActualState> {
  if (state !== 'active' && state !== 'suspended' && state !== 'absent') {
    return failed('unsupported', 'The handle was written by another release or connector.');
  }
  const id = String(subscriptionId);
  return done({ state, subscriptionId: id, remoteName: id, memberCount: null, quotaBytes: null });
}

/** Why nobody enters a room at a moment, whatever the tool says; null: they may. */
export function roomRefusal(handle: Handle | null, { closesAt }: Room, now: Date): Failed | null {
  if (handle !== null && handle['state'] !== 'active') return failed('conflict', 'The subscription is not active.');
  return closesAt !== null && closesAt <= now ? failed('conflict', 'The meeting is over.') : null;
}
