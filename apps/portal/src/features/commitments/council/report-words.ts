import type { Locale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import type { Translations } from '../../../platform/i18n/translations.js';

/** How the report says things, in the reader's language. */
export interface ReportWords {
  /** @param key below `commitments:` */
  say(key: string, params?: Record<string, unknown>): string;
  day(at: Date | string): string;
  euros(amount: number): string;
  number(value: number): string;
}

export function reportWords(translations: Translations, locale: Locale): ReportWords {
  const money = { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 } as const;
  return {
    say: (key, params = {}) => translations.text(locale, `commitments:${key}`, params),
    day: (at) => longDate(new Date(at), locale),
    euros: (amount) => new Intl.NumberFormat('fr', money).format(amount),
    number: (value) => new Intl.NumberFormat(locale).format(value),
  };
}
