import { dateWords } from '@ronron/kernel';
import type { Locale } from './locales.js';

/** `12 mars 2026`, for mails; pages have the `date` helper. A portal serves one territory: the day is that of Paris. */
export function longDate(when: Date, locale: Locale): string {
  return written(when, locale, { dateStyle: 'long' });
}

/** `12 mars 2026 à 14:05`, likewise. */
export function longDateTime(when: Date, locale: Locale): string {
  return written(when, locale, { dateStyle: 'long', timeStyle: 'short' });
}

/** `samedi 12 mars 2026 à 14:05`, likewise: for what people put into their week. */
export function longMeetingTime(when: Date, locale: Locale): string {
  return written(when, locale, { dateStyle: 'full', timeStyle: 'short' });
}

function written(when: Date, locale: Locale, style: Intl.DateTimeFormatOptions): string {
  const language = locale === 'en' ? 'en-GB' : locale;
  return dateWords(new Intl.DateTimeFormat(language, { ...style, timeZone: 'Europe/Paris' }), when);
}
