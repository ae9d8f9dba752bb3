import { DAY } from '@ronron/kernel';
import { dayOf } from './news-age.js';

/** Days of the calendar from one moment to another, as people count them: 0 on the same day. */
export function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((Date.parse(dayOf(to)) - Date.parse(dayOf(from))) / DAY));
}
