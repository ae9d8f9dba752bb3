import { HOUR, MINUTE, type Randomness } from '@ronron/kernel';

/** After so many failures a job waits for an operator. With the delays below that is about a day. */
export const MOST_ATTEMPTS = 12;

const FIRST = MINUTE / 2;
const LONGEST = 4 * HOUR;

/**
 * Milliseconds to wait after the failure number `attempts` (1 is the first): doubled each time, with up to a quarter of chance on
 * top so that the jobs of a service that was away do not all come back at once.
 */
export function retryDelay(attempts: number, randomness: Randomness): number {
  const delay = Math.min(FIRST * 2 ** (attempts - 1), LONGEST);
  return delay + randomness.below(Math.ceil(delay / 4));
}
