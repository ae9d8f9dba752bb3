import { hashSync, verifySync } from '@node-rs/argon2';
import { giveWay } from './give-way.js';

/** OWASP Password Storage Cheat Sheet, argon2id (the library's default): 19 MiB, 2 iterations, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of no password, which takes as long to check as any other. */
const DECOY = hashSync(crypto.getRandomValues(new Uint8Array(32)), COST);

giveWay();

/** For the threads of `Passwords` alone: it keeps a core busy until it returns. */
export function hash(password: string): string {
  return hashSync(password, COST);
}

/**
 * Whether the password is the one of the stored hash; never for null, which takes the same time. For threads, as `hash`.
 * @throws Error when `stored` is no hash.
 */
export function verify({ stored, password }: { readonly stored: string | null; readonly password: string }): boolean {
  return verifySync(stored ?? DECOY, password) && stored !== null;
}
