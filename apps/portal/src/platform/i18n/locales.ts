export type { Locale } from '@ronron/web-ui';
import type { Locale } from '@ronron/web-ui';

export const locales: readonly Locale[] = ['fr', 'en', 'br'];

/** Splits `/en/services` into its locale and the path that routes know; French has no prefix. */
export function splitLocale(url: string): { locale: Locale; path: string } {
  const match = /^\/(en|br)(?=\/|\?|$)/.exec(url);
  if (match === null) return { locale: 'fr', path: url };
  const rest = url.slice(match[0].length);
  return { locale: match[1] as Locale, path: rest.startsWith('/') ? rest : `/${rest}` };
}

/** Adds the prefix of a locale to a path of ours. */
export function withLocale(locale: Locale, path: string): string {
  return locale === 'fr' ? path : `/${locale}${path === '/' ? '' : path}`;
}
