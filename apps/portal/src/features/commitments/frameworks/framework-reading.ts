import { fail, ok, type Result } from '@ronron/kernel';
import { frameworkFile, type FrameworkFile } from './framework-file.js';

/** What is wrong in a file, and where: `measures.2.title.fr`. */
export interface FileProblem {
  readonly path: string;
  readonly message: string;
}

/** Reads a framework file of anybody's. */
export function readFrameworkFile(text: string): Result<FrameworkFile, FileProblem[]> {
  let data: unknown;
  try {
    // PostgreSQL stores no NUL.
    data = JSON.parse(text.replace(/^\ufeff/, '').replaceAll('\\u0000', ''));
  } catch (error) {
    return fail([{ path: 'JSON', message: (error as Error).message }]);
  }
  const read = frameworkFile.safeParse(data);
  if (read.success) return ok(read.data);
  return fail(read.error.issues.map(({ path, message }) => ({ path: path.join('.') || '/', message })));
}
