import { fail, ok, type Result } from '@ronron/kernel';
import { locales } from 'zod';
import type { Locale } from '../../../platform/i18n/locales.js';
import { frameworkFile, type FrameworkFile } from './framework-file.js';

/** What is wrong in a file, and where: `measures.2.title.fr`. */
export interface FileProblem {
  readonly path: string;
  readonly message: string;
}

/** What the library says of a shape that is wrong; it knows no Breton. */
const WORDS = { fr: locales.fr(), en: locales.en(), br: locales.fr() } as const;

/** Reads a framework file of anybody's, and says what is wrong in the language of whoever brought it. */
export function readFrameworkFile(text: string, locale: Locale): Result<FrameworkFile, FileProblem[]> {
  let data: unknown;
  try {
    // PostgreSQL stores no NUL.
    data = JSON.parse(text.replace(/^\ufeff/, '').replaceAll('\\u0000', ''));
  } catch (error) {
    return fail([{ path: 'JSON', message: (error as Error).message }]);
  }
  const read = frameworkFile.safeParse(data, { error: WORDS[locale].localeError });
  if (read.success) return ok(read.data);
  return fail(read.error.issues.map(({ path, message }) => ({ path: path.join('.') || '/', message })));
}
