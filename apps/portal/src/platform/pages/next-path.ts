import { splitLocale } from '../i18n/locales.js';

/** Where somebody wanted to go before signing in or up: only ever a path of this portal, without its language; else null. */
export function nextPath(next: unknown): string | null {
  if (typeof next !== 'string' || next.length > 1000 || !/^\/(?![/\\])[^\\\s]*$/.test(next)) return null;
  const { path } = splitLocale(next);
  // `/en//elsewhere.example` is a path, what stands behind its language is another host; `/..//elsewhere.example` is one to whoever takes
  // the dots away before looking, as proxies may.
  return path.startsWith('//') || new URL(path, 'http://portal').pathname.startsWith('//') ? null : path;
}

/** The same as a query to add to an address of ours; empty when there is nowhere to go. */
export function nextQuery(next: unknown): string {
  const path = nextPath(next);
  return path === null ? '' : `?${new URLSearchParams({ suite: path }).toString()}`;
}
