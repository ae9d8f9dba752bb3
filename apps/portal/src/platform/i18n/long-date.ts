import type { Locale } from './locales.js';

/** `12 mars 2026`, for mails; pages have the `date` helper. A portal serves one territory: the day is that of Paris. */
export function longDate(when: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeZone: 'Europe/Paris',
  }).format(when);
}

/** `12 mars 2026 à 14:05`, likewise. */
export function longDateTime(when: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/Paris',
  }).format(when);
}
