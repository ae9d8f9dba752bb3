import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as french from '@zxcvbn-ts/language-fr';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

/** More than this is never needed to know that a password is strong, and the estimate's time grows with the length. */
const LOOKED_AT = 40;

/** Ways in which digits and signs may stand for letters that are tried: each takes time, and few are enough. */
const MOST_SUBSTITUTIONS = 32;

/** From this score on, guessing takes too long even for who stole the hashes. */
const STRONG_ENOUGH = 3;

/** Parts of a name or an address that are too short to give anything away. */
const SHORTEST_PART = 3;

export interface PasswordStrength {
  /** 0 (guessed at once) to 4 (very hard to guess). */
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly accepted: boolean;
  /** Locale keys under `accounts:strength`, the most useful first: what makes it weak, what would make it strong. */
  readonly advice: readonly string[];
}

let estimator: ZxcvbnFactory | undefined;

/**
 * How hard a password is to guess, by an estimate (zxcvbn) rather than by rules of composition. What the person told
 * us of themselves, and the portal's own name, count as words that everybody would try.
 */
export function passwordStrength(password: string, personal: readonly string[]): PasswordStrength {
  estimator ??= new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...french.dictionary },
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions: MOST_SUBSTITUTIONS,
  });
  const known = [...new Set(['ronron', ...personal.flatMap(partsOf)])];
  const { score } = estimator.check(password.slice(0, LOOKED_AT), known);
  const tooShort = [...password].length < SHORTEST_PASSWORD;
  const holdsPersonal = known.some((part) => password.toLowerCase().includes(part));
  const accepted = !tooShort && score >= STRONG_ENOUGH;
  return {
    score: tooShort ? (Math.min(score, 1) as 0 | 1) : score,
    accepted,
    advice: accepted
      ? []
      : [
          ...(tooShort ? ['accounts:strength.tooShort'] : []),
          ...(holdsPersonal ? ['accounts:strength.personal'] : []),
          ...(/^(.+?)\1+$/u.test(password) ? ['accounts:strength.repeated'] : []),
          'accounts:strength.words',
        ],
  };
}

/** The words of a name, an address or a place, lower case, with their accents and without. */
function partsOf(text: string): string[] {
  const lower = text.toLowerCase();
  const parts = [lower, ...lower.split(/[^\p{L}\p{N}]+/u)].filter((part) => part.length >= SHORTEST_PART).slice(0, 20);
  return parts.flatMap((part) => [part, part.normalize('NFD').replace(/\p{M}/gu, '')]);
}
