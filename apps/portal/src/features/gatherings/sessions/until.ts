import { longMeetingTime } from '../../../platform/i18n/long-date.js';
import type { Locale } from '../../../platform/i18n/locales.js';

const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short' });

/** The end of a session after its beginning was said: `18:00`, with the day where it is another one. At the portal's place. */
export function untilOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, locale: Locale): string {
  if (DAY.format(startsAt) !== DAY.format(endsAt)) return longMeetingTime(endsAt, locale);
  const language = locale === 'en' ? 'en-GB' : locale;
  return new Intl.DateTimeFormat(language, { timeZone: 'Europe/Paris', timeStyle: 'short' }).format(endsAt);
}
