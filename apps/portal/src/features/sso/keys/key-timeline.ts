import { DAY, MINUTE } from '@ronron/kernel';
import type { KeyAlgorithm } from './oidc-key.entity.js';

/** A new key is published this long before it signs. */
export const PUBLISHED_AHEAD = 10 * MINUTE;

/** A key that no longer signs is published this long: ID tokens come back as hints at a sign-out up to a month later. */
export const PUBLISHED_AFTER = 35 * DAY;

/** A key signs this long, then another is made. */
export const SIGNS_FOR = 90 * DAY;

interface Dated {
  readonly algorithm: KeyAlgorithm;
  readonly signsFrom: Date;
}

/** The key of an algorithm that signs now: the last one whose time has come. */
export function signerAmong<Key extends Dated>(keys: readonly Key[], algorithm: KeyAlgorithm, now: Date): Key | null {
  const begun = keys.filter((key) => key.algorithm === algorithm && key.signsFrom <= now);
  return begun.reduce<Key | null>((last, key) => (last === null || key.signsFrom > last.signsFrom ? key : last), null);
}

/** Those to publish: signers first, since a library takes the first that fits. */
export function published<Key extends Dated>(
  keys: readonly Key[],
  algorithms: readonly KeyAlgorithm[],
  now: Date,
): Key[] {
  const signers = algorithms.map((algorithm) => signerAmong(keys, algorithm, now)).filter((key) => key !== null);
  const others = keys.filter((key) => !signers.includes(key) && !isOver(keys, key, now));
  return [...signers, ...others];
}

/** Whether nothing that the key signed is of use to anybody any more. */
export function isOver(keys: readonly Dated[], key: Dated, now: Date): boolean {
  const signer = signerAmong(keys, key.algorithm, now);
  if (signer === null || key.signsFrom >= signer.signsFrom) return false;
  const followed = keys
    .filter((other) => other.algorithm === key.algorithm && other.signsFrom > key.signsFrom)
    .reduce((first, other) => (other.signsFrom < first ? other.signsFrom : first), signer.signsFrom);
  return now.getTime() - followed.getTime() > PUBLISHED_AFTER;
}
