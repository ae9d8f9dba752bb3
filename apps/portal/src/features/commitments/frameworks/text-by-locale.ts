import type { Locale } from '../../../platform/i18n/locales.js';
import type { TextByLocale } from './framework.entity.js';

/** The text in the reader's language, else in French. */
export function inLocale(text: TextByLocale, locale: Locale): string {
  return text[locale] ?? text.fr;
}
