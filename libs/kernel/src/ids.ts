import type { Clock } from './clock.js';
import type { Randomness } from './randomness.js';

/** What the last id of this process was made from: those of one millisecond are counted up. */
let last = { time: 0, count: 0 };

const MOST_COUNTED = 0xfff;

/**
 * A UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, a count that begins at chance within the
 * millisecond (section 6.2, method 1), then chance. New rows land at the end of their index, ids of one process sort in the order in
 * which they were made, and an id tells nothing but when.
 */
export function newId(clock: Clock, randomness: Randomness): string {
  const time = clock.now().getTime();
  const goesOn = time === last.time && last.count < MOST_COUNTED;
  // The upper half of the counts is left for counting up.
  last = { time, count: goesOn ? last.count + 1 : randomness.below(MOST_COUNTED >> 1) };
  const bytes = randomness.bytes(16);
  bytes.writeUIntBE(time, 0, 6);
  bytes.writeUInt16BE(0x7000 | last.count, 6);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a path parameter may be given to PostgreSQL as a uuid: anything else is an unknown id, not an error. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
