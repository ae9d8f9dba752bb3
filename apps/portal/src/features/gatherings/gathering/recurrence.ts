import { DAY } from '@ronron/kernel';
import { localFieldValue } from '../../../platform/i18n/local-time.js';

/** `month`: the same weekday of the month, as the second Saturday; a fifth one is the last. */
export const rhythms = ['week', 'fortnight', 'month'] as const;
export type Rhythm = (typeof rhythms)[number];

/** How many days after its first time something that comes back is held again, for the `turn`th time. */
export function daysUntil(rhythm: Rhythm, first: Date, turn: number): number {
  if (rhythm !== 'month') return turn * (rhythm === 'week' ? 7 : 14);
  const day = new Date(`${localFieldValue(first).slice(0, 10)}T00:00:00Z`);
  const occurrence = Math.ceil(day.getUTCDate() / 7);
  const month = day.getUTCMonth() + turn;
  const begins = new Date(Date.UTC(day.getUTCFullYear(), month, 1));
  const length = new Date(Date.UTC(day.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const firstOne = 1 + ((day.getUTCDay() - begins.getUTCDay() + 7) % 7);
  const wanted = firstOne + 7 * (occurrence - 1);
  const date = wanted > length ? wanted - 7 : wanted;
  return Math.round((begins.getTime() + (date - 1) * DAY - day.getTime()) / DAY);
}
