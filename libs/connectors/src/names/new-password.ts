import type { Randomness } from '@ronron/kernel';

/** No letter or digit that is mistaken for another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXYZ234679';

/** A password that nobody chose: 24 characters in groups of six, 136 bits. */
export function newPassword(randomness: Randomness): string {
  const letters = Array.from({ length: 24 }, () => ALPHABET[randomness.below(ALPHABET.length)]!);
  return letters.join('').replace(/(.{6})(?=.)/g, '$1-');
}
