import type { Randomness } from '@ronron/kernel';
import { createHash } from 'node:crypto';

/** How many are printed at once. */
export const RECOVERY_CODES = 10;

/** Crockford's base 32: no letter that is taken for a digit, none that makes a word by accident. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 16;

/** Ten new ones, as people read them: `k7m2-9qwd-x4ra-0hsn`, 80 random bits each. */
export function newRecoveryCodes(randomness: Randomness): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    [...randomness.bytes(LENGTH)]
      .map((byte) => ALPHABET[byte % ALPHABET.length]!)
      .join('')
      .replace(/.{4}(?=.)/g, '$&-'),
  );
}

/** What is stored of a code, as somebody typed it: upper case, other or no hyphens, O for 0 and I or L for 1 are the same. */
export function recoveryHash(accountId: string, typed: string): string {
  const code = typed
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return createHash('sha256').update(`recovery code ${accountId} ${code}`).digest('hex');
}
