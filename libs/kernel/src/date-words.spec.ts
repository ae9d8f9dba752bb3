import { dateWords } from './date-words.js';

describe('a date in words', () => {
  const write = (locale: string, day: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'long' }): string =>
    dateWords(new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Paris', ...options }), new Date(`${day}T10:00:00Z`));

  it.each([
    ['fr', '2026-12-01', '1er décembre 2026'],
    ['fr-FR', '2026-12-11', '11 décembre 2026'],
    ['fr', '2026-12-21', '21 décembre 2026'],
    ['en-GB', '2026-12-01', '1 December 2026'],
  ])('in %s, of %s, is %s', (locale, day, words) => {
    expect(write(locale, day)).toBe(words);
  });

  it('keeps the hour, and numbers as numbers', () => {
    expect(write('fr', '2026-12-01', { dateStyle: 'long', timeStyle: 'short' })).toBe('1er décembre 2026 à 11:00');
    expect(write('fr', '2026-12-01', { dateStyle: 'short' })).toBe('01/12/2026');
  });
});
