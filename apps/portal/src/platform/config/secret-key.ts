import type { Randomness } from '@ronron/kernel';
import { createHmac } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The key of a portal for which none was set: made once in `DATA_DIR/secret-key`, readable by its owner alone. Two
 * processes that start together agree, since the file is made only if it is absent.
 */
export async function loadOrCreateSecretKey(dataDir: string, randomness: Randomness): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'secret-key');
  try {
    const file = await open(path, 'wx', 0o600);
    const key = randomness.bytes(48).toString('base64url');
    await file.writeFile(`${key}\n`);
    await file.sync();
    await file.close();
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = (await readFile(path, 'utf8')).trim();
  if (key.length < 32) throw new Error(`${path} holds no key. Remove it if nothing was encrypted with it yet.`);
  return key;
}

/** A key of its own for each purpose, so that what is signed for one means nothing to another. */
export function signingKey(secretKey: string, purpose: string): string {
  return createHmac('sha256', secretKey).update(`ronron ${purpose}`).digest('base64url');
}
