import { MINUTE } from '@ronron/kernel';

/** Moderators come a little before the others, to prepare. In milliseconds. */
export const MODERATORS_COME_BEFORE = 30 * MINUTE;

export interface RoomWindow {
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
}

export type RoomTime = 'upcoming' | 'open' | 'over';

/** Where a room stands for participants and guests (or for moderators) at a moment: its end is the first moment that is over. */
export function roomTime({ opensAt, closesAt }: RoomWindow, now: Date, moderator = false): RoomTime {
  if (closesAt !== null && now >= closesAt) return 'over';
  const before = moderator ? MODERATORS_COME_BEFORE : 0;
  return opensAt !== null && now.getTime() < opensAt.getTime() - before ? 'upcoming' : 'open';
}
