import { localFieldValue, momentOf } from './local-time.js';

describe('days and hours of the portal’s place', () => {
  it.each([
    ['2026-06-01T20:30', '2026-06-01T18:30:00.000Z'],
    ['2026-12-01T20:30', '2026-12-01T19:30:00.000Z'],
    ['2026-06-01 20:30', '2026-06-01T18:30:00.000Z'],
    ['2026-06-01T20:30:00', '2026-06-01T18:30:00.000Z'],
    [' 1/6/2026 20h30 ', '2026-06-01T18:30:00.000Z'],
    ['01/06/2026, 9h', '2026-06-01T07:00:00.000Z'],
    ['01/06/2026 20:30', '2026-06-01T18:30:00.000Z'],
    // The clocks go from 2 to 3 in the night of 29 March, and from 3 to 2 in that of 25 October.
    ['2026-03-29T01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T01:30', '2026-10-24T23:30:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00:00.000Z'],
  ])('reads %s', (text, expected) => expect(momentOf(text)?.toISOString()).toBe(expected));

  it.each(['', 'demain', '2026-02-30T10:00', '2026-06-01T24:00', '2026-06-01T10:60', '2026-06-01', '0026-06-01T10:00'])(
    'reads nothing from "%s"',
    (text) => expect(momentOf(text)).toBeNull(),
  );

  it('fills a field with what it reads again', () => {
    for (const text of ['2026-06-01T20:30', '2026-12-31T00:00']) expect(localFieldValue(momentOf(text))).toBe(text);
    expect(localFieldValue(null)).toBe('');
  });
});
