import { daysLater } from '../../../platform/i18n/local-time.js';
import { daysUntil } from './recurrence.js';

describe('what comes back', () => {
  const turns = (rhythm: 'week' | 'fortnight' | 'month', first: string, count: number): string[] =>
    Array.from({ length: count }, (_, turn) =>
      daysLater(new Date(first), daysUntil(rhythm, new Date(first), turn + 1)).toISOString(),
    );

  it('stands at the same hour when the clocks change between', () => {
    expect(turns('week', '2026-10-22T17:30:00Z', 2)).toEqual(['2026-10-29T18:30:00.000Z', '2026-11-05T18:30:00.000Z']);
    expect(turns('fortnight', '2027-03-20T13:00:00Z', 1)).toEqual(['2027-04-03T12:00:00.000Z']);
  });

  it('each month is the same weekday of it, and the last one where there is no fifth', () => {
    // The second Saturdays.
    expect(turns('month', '2026-11-14T13:00:00Z', 3).map((one) => one.slice(0, 10))).toEqual([
      '2026-12-12',
      '2027-01-09',
      '2027-02-13',
    ]);
    // The fifth Thursday of October, then the last ones.
    expect(turns('month', '2026-10-29T13:00:00Z', 2).map((one) => one.slice(0, 10))).toEqual([
      '2026-11-26',
      '2026-12-31',
    ]);
  });

  it('late in the evening is still of the day that it is there', () => {
    // A quarter past midnight of Saturday the 7th, in Paris.
    expect(turns('month', '2026-11-06T23:15:00Z', 1)).toEqual(['2026-12-04T23:15:00.000Z']);
  });
});
