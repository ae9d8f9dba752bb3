import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { locales, type Locale } from '../../platform/i18n/locales.js';
import type { LegalKind } from './legal-text.entity.js';

/** The same from `src` and from `dist`, since the compiler does not copy Markdown. */
const folder = new URL('../../../src/features/legal/defaults/', import.meta.url);

/** Our own first text of a kind, in each language in which it is written. */
export function defaultBodies(kind: LegalKind): Partial<Record<Locale, string>> {
  const written = locales.flatMap((locale) => {
    const file = fileURLToPath(new URL(`${kind}.${locale}.md`, folder));
    return existsSync(file) ? [[locale, readFileSync(file, 'utf8')]] : [];
  });
  return Object.fromEntries(written) as Partial<Record<Locale, string>>;
}
