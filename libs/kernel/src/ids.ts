import type { Clock } from './clock.js';
import type { Randomness } from './randomness.js';

/**
 * A UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then chance. New rows land at the end of
 * their index, and an id tells nothing but when it was made.
 */
export function newId(clock: Clock, randomness: Randomness): string {
  const bytes = randomness.bytes(16);
  bytes.writeUIntBE(clock.now().getTime(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a path parameter may be given to PostgreSQL as a uuid: anything else is an unknown id, not an error. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
