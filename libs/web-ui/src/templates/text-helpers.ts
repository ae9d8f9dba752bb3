import type { HelperOptions } from 'handlebars';
import type { FragmentContext, Locale } from '../page-context.js';
import { escape, Html } from './html.js';
import { surroundings } from './surroundings.js';

/**
 * A translated text as markup: params are escaped (markup made by a helper passes), the locale file's own text may hold
 * simple markup. A text that comes in another language than the page's says so in `lang`.
 */
export function translated(page: FragmentContext, key: string, params: Record<string, unknown> = {}): Html {
  const found = page.translate(key, withStrings(params, escape));
  const markup = found.lang === page.locale ? found.text : `<span lang="${found.lang}">${found.text}</span>`;
  return new Html(markup, plainText(page, key, params));
}

/** A translated text with no markup of ours, not escaped. */
export function plainText(page: FragmentContext, key: string, params: Record<string, unknown> = {}): string {
  return page.translate(key, withStrings(params, plain)).text;
}

function withStrings(params: Record<string, unknown>, write: (value: unknown) => string): Record<string, unknown> {
  // Numbers stay numbers: `count` chooses the plural.
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? value : write(value ?? '')]),
  );
}

/** The text of a value, whatever made it. */
export function plain(value: unknown): string {
  return value instanceof Html ? value.plain : String(value ?? '');
}

const ALLOWED_SCHEMES = /^(https?:|mailto:|tel:)/i;

/** A path of ours in the language of the page; other web addresses pass, and what could run code becomes `#`. */
export function localHref(locale: Locale, path: string): string {
  if (/^[#?]/.test(path) || ALLOWED_SCHEMES.test(path)) return path;
  if (!path.startsWith('/') || /^\/[/\\]/.test(path)) return '#';
  const unprefixed = /^\/(assets|fichiers|oidc|api)\//.test(path);
  if (locale === 'fr' || unprefixed) return path;
  return path === '/' ? `/${locale}` : `/${locale}${path}`;
}

/** `/demandes/:id` with `id` filled in; params that the path does not name become its query. */
function fillPath(path: string, params: Record<string, unknown>): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(params)) {
    const place = new RegExp(`:${name}(?![A-Za-z0-9])`);
    if (place.test(filled)) filled = filled.replace(place, () => encodeURIComponent(plain(value)));
    else if (plain(value) !== '') query.append(name, plain(value));
  }
  const search = query.toString();
  return search === '' ? filled : `${filled}${filled.includes('?') ? '&' : '?'}${search}`;
}

export const textHelpers = {
  /** {{t "ns:key" count=3}} or {{t key params}} */
  t(key: string, ...rest: unknown[]): Html {
    const { options, params } = keyed(rest);
    return translated(surroundings(options).page, String(key), params);
  },

  /** {{text "ns:key"}}: plain and escaped, for attributes and <option>. */
  text(key: string, ...rest: unknown[]): string {
    const { options, params } = keyed(rest);
    return plainText(surroundings(options).page, String(key), params);
  },

  /** {{href "/demandes/:id" id=request.id}} */
  href(path: unknown, options: HelperOptions): string {
    return localHref(surroundings(options).page.locale, fillPath(plain(path), options.hash as Record<string, unknown>));
  },

  /** {{asset "logo.svg"}} */
  asset(name: string, options: HelperOptions): string {
    return surroundings(options).drawing.assets.pathOf(name);
  },
};

function keyed(rest: readonly unknown[]): { options: HelperOptions; params: Record<string, unknown> } {
  const options = rest.at(-1) as HelperOptions;
  const given = rest.length > 1 && typeof rest[0] === 'object' && rest[0] !== null ? rest[0] : {};
  return { options, params: { ...given, ...(options.hash as Record<string, unknown>) } };
}
