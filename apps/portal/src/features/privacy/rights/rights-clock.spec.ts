import { dueDate, monthsAfter } from './rights-clock.js';

describe('the clock of rights', () => {
  it.each([
    ['2026-11-25', 1, '2026-12-25'],
    ['2026-12-31', 1, '2027-01-31'],
    ['2027-01-31', 1, '2027-02-28'],
    ['2028-01-30', 1, '2028-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
  ])('%s and %i months is %s', (from, months, due) => {
    expect(monthsAfter(new Date(`${from}T10:20:30Z`), months)).toEqual(new Date(`${due}T10:20:30Z`));
  });

  it('gives one month, and three when it was extended, counted from receipt', () => {
    const received = new Date('2026-01-31T08:00:00Z');
    expect(dueDate(received, false)).toEqual(new Date('2026-02-28T08:00:00Z'));
    expect(dueDate(received, true)).toEqual(new Date('2026-04-30T08:00:00Z'));
  });
});
