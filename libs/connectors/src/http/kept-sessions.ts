import { createHash } from 'node:crypto';

interface Kept {
  readonly value: string;
  readonly expiresAt: Date;
}

/** Of services; a process that speaks to more signs in again. */
const MOST = 200;
const kept = new Map<string, Kept>();

/**
 * Cookies and tokens of the portal's own accounts at services, for all connectors of this process: one is made for each page
 * and each job, and some tools take a handful of sign-ins in five minutes. They are in memory only, and never longer than
 * told. `credentials` are all that the session depends on: address, account and secret.
 */
export const keptSessions = {
  find(credentials: readonly (string | null)[], now: Date): string | null {
    const session = kept.get(keyOf(credentials));
    return session !== undefined && session.expiresAt > now ? session.value : null;
  },

  keep(credentials: readonly (string | null)[], value: string, expiresAt: Date): void {
    if (kept.size >= MOST) kept.clear();
    kept.set(keyOf(credentials), { value, expiresAt });
  },

  /** For a session that the tool refused; one that somebody else began since is left alone. */
  forget(credentials: readonly (string | null)[], value: string): void {
    const key = keyOf(credentials);
    if (kept.get(key)?.value === value) kept.delete(key);
  },
};

function keyOf(credentials: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(credentials)).digest('base64url');
}
