import { DAY } from '@ronron/kernel';

/** After so many months without news the portal says so, and nobody can take that away by hand. */
export const STALE_AFTER_MONTHS = 6;

const MONTH = 30.44 * DAY;

/** Whole months since `at`. */
export function monthsSince(at: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - at.getTime()) / MONTH));
}

/** The months without news when there are too many of them, else null. */
export function staleMonths(lastNews: Date, now: Date): number | null {
  const months = monthsSince(lastNews, now);
  return months >= STALE_AFTER_MONTHS ? months : null;
}

/** The day (`2026-03-12`) that it is in metropolitan France. */
export function dayOf(at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(at);
}
