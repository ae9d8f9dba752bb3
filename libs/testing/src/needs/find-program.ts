import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Debian keeps programs of the system outside of an ordinary user's PATH. */
const MORE_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The first of `names` (or absolute paths) that can be run, or null. */
export function findProgram(names: readonly (string | undefined)[]): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS];
  for (const name of names) {
    if (name === undefined || name === '') continue;
    const paths = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
    const found = paths.find(isExecutable);
    if (found !== undefined) return found;
  }
  return null;
}

/** The folder of PostgreSQL's server programs and of `pg_dump` of the same version (15 to 18), newest first, or null. */
export function findPostgresPrograms(root = '/usr/lib/postgresql'): string | null {
  let versions: string[];
  try {
    versions = readdirSync(root);
  } catch {
    return null;
  }
  return (
    versions
      .filter((version) => Number(version) >= 15 && Number(version) <= 18)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(root, version, 'bin'))
      .find((bin) =>
        ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql'].every((name) => isExecutable(join(bin, name))),
      ) ?? null
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
