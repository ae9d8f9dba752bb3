import { daysBetween } from './waiting-days.js';

describe('the days that somebody waits', () => {
  it.each([
    ['2040-03-06T09:00:00Z', '2040-03-06T22:30:00Z', 0],
    // Half an hour later it is another day in Quimper.
    ['2040-03-06T22:45:00Z', '2040-03-06T23:15:00Z', 1],
    // The night in which clocks change is shorter, not a day less.
    ['2040-03-24T12:00:00Z', '2040-03-26T08:00:00Z', 2],
    ['2040-03-06T09:00:00Z', '2040-03-05T09:00:00Z', 0],
  ])('from %s to %s are %i', (from, to, days) => {
    expect(daysBetween(new Date(from), new Date(to))).toBe(days);
  });
});
