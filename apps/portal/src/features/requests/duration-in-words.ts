import { DAY, HOUR } from '@ronron/kernel';

/** A duration as people say it: a locale key that takes `count`. */
export interface DurationInWords {
  readonly key: 'requests:duration.underAnHour' | 'requests:duration.hours' | 'requests:duration.days';
  readonly count: number;
}

/** Rounded up, so that nobody is promised less than it takes. `duration` in milliseconds. */
export function inWords(duration: number): DurationInWords {
  if (duration < HOUR) return { key: 'requests:duration.underAnHour', count: 1 };
  if (duration <= 48 * HOUR) return { key: 'requests:duration.hours', count: Math.ceil(duration / HOUR) };
  return { key: 'requests:duration.days', count: Math.ceil(duration / DAY) };
}

/** Whole days between two moments, for ages. */
export function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY));
}
