import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * A name of twelve letters and digits that the same ids always come to: people type it on a telephone. 60 bits: two of a
 * million accounts meet with a chance of one in two million.
 */
export function shortLogin(...ids: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(ids)).digest();
  return Array.from(digest.subarray(0, 12), (byte) => ALPHABET[byte % 32]).join('');
}
