import { DAY } from '@ronron/kernel';
import { dayOf, monthsSince, STALE_AFTER_MONTHS, staleMonths } from './news-age.js';

const now = new Date('2040-06-15T10:00:00Z');
const ago = (days: number): Date => new Date(now.getTime() - days * DAY);

describe('the age of news', () => {
  it('is counted in whole months and is never negative', () => {
    expect(monthsSince(ago(29), now)).toBe(0);
    expect(monthsSince(ago(366), now)).toBe(12);
    expect(monthsSince(ago(-3), now)).toBe(0);
  });

  it('is said only once it is too old', () => {
    expect(staleMonths(ago(150), now)).toBeNull();
    expect(staleMonths(ago(190), now)).toBe(STALE_AFTER_MONTHS);
  });

  it('follows the day of metropolitan France', () => {
    expect(dayOf(new Date('2040-06-15T22:30:00Z'))).toBe('2040-06-16');
    expect(dayOf(new Date('2040-12-31T22:30:00Z'))).toBe('2040-12-31');
  });
});
