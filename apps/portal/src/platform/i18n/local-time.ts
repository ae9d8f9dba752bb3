import { DAY, MINUTE } from '@ronron/kernel';

/** The portal's place; its dates are read and written there. */
const ZONE = 'Europe/Paris';

const WALL_CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' });

/**
 * The moment that a form names by day and hour of the portal's place: `2026-06-01T20:30` as browsers send it, or as people type it
 * where there is no picker, `2026-06-01 20:30` or `01/06/2026 20h30`. The hour that the change to summer time leaves out is the one after it,
 * and of the one that comes twice in autumn it is the first.
 * @returns null for what is no day or hour.
 */
export function momentOf(text: string): Date | null {
  const wall = wallMinutes(text.trim());
  if (wall === null) return null;
  // The zone's offset a day before and a day after: between the two stands a change of the clocks, if there is one.
  const [before, after] = [wall - 24 * 60, wall + 24 * 60].map((minutes) => offsetAt(minutes));
  const fits = [before!, after!].map((offset) => wall - offset).find((utc) => offsetAt(utc) === wall - utc);
  return new Date((fits ?? wall - before!) * MINUTE);
}

/** What a `datetime-local` field is filled with. */
export function localFieldValue(at: Date | null): string {
  return at === null ? '' : WALL_CLOCK.format(at).replace(' ', 'T');
}

/** The same hour of the portal's place so many days later, whatever its clocks do between. */
export function daysLater(at: Date, days: number): Date {
  const [day, hour] = localFieldValue(at).split('T') as [string, string];
  const later = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
  return momentOf(`${later}T${hour}`)!;
}

/** Minutes since 1970, as if the place were in UTC. */
function wallMinutes(text: string): number | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::00)?$/.exec(text);
  const typed = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? +(\d{1,2})[:hH](\d{2})?$/.exec(text);
  const parts = iso?.slice(1) ?? (typed ? [typed[3], typed[2], typed[1], typed[4], typed[5] ?? '0'] : null);
  if (parts === null) return null;
  const [year, month, day, hour, minute] = parts.map(Number) as [number, number, number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60;
  return isReal && year >= 2000 && year < 2200 ? at.getTime() / MINUTE : null;
}

/** Minutes that the place is ahead of UTC. */
function offsetAt(utcMinutes: number): number {
  return wallMinutes(WALL_CLOCK.format(new Date(utcMinutes * MINUTE)))! - utcMinutes;
}
