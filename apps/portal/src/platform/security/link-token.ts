import { AppError, type Randomness } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import { NOT_FOUND } from './security.errors.js';

/** What stands in a link that is its own proof: 32 unpredictable bytes, base64url. It is looked up by its hash. */
export function newLinkToken(randomness: Randomness): { readonly token: string; readonly hash: string } {
  const token = randomness.bytes(32).toString('base64url');
  return { token, hash: linkTokenHash(token) };
}

/** SHA-256, hexadecimal. Slow hashing is for what people choose; nobody guesses 256 bits. */
export function linkTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The token of an address.
 * @throws AppError `not-found` for what cannot be one.
 */
export function knownLinkToken(token: string): string {
  if (!/^[\w-]{43}$/.test(token)) throw new AppError(NOT_FOUND);
  return token;
}
