import type { Randomness } from '@ronron/kernel';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { LocalPostgresError } from './local-postgres-error.js';

/**
 * The password of the portal's role, made once. Two starts at the same time end up with the same one.
 * @param path a file that only its owner may read (0600), beside the data folder so that copies of it hold no secret.
 */
export async function loadOrCreatePassword(path: string, randomness: Randomness): Promise<string> {
  const known = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new LocalPostgresError(
      'data-folder',
      `The password of the embedded database cannot be read (${path}): start the portal as the user who started it before.`,
      { cause: error },
    );
  });
  if (known !== null) return known.trim();
  const draft = `${path}.${randomness.bytes(8).toString('hex')}`;
  await writeFile(draft, `${randomness.bytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return (await readFile(path, 'utf8')).trim();
}
