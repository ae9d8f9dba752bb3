import type { Randomness } from '@ronron/kernel';
import { createHash } from 'node:crypto';

/** What stands in a mailed link: 32 unpredictable bytes, base64url. Only its hash is kept. */
export function newLinkToken(randomness: Randomness): { readonly token: string; readonly hash: string } {
  const token = randomness.bytes(32).toString('base64url');
  return { token, hash: linkTokenHash(token) };
}

/** SHA-256, hexadecimal. Slow hashing is for what people choose; nobody guesses 256 bits. */
export function linkTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
