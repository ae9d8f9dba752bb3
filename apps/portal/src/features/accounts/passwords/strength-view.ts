import { passwordStrength } from './password-strength.js';

/** A password's strength as the pages show it. */
export interface StrengthView {
  /** 0 to 4. */
  readonly score: number;
  /** Locale key of the score in a word. */
  readonly label: string;
  readonly accepted: boolean;
  readonly advice: readonly string[];
}

/**
 * The meter for the password in a submitted form, or null when there is none. `body` is untrusted; the texts beside the
 * password in it, and `known` about the person, count as words that anybody would try.
 */
export function strengthOf(body: unknown, known: readonly string[] = []): StrengthView | null {
  const fields = (body ?? {}) as Record<string, unknown>;
  const password = fields['password'];
  if (typeof password !== 'string' || password === '') return null;
  const typed = ['displayName', 'email', 'commune']
    .map((name) => fields[name])
    .filter((one) => typeof one === 'string');
  const { score, accepted, advice } = passwordStrength(password, [...known, ...typed]);
  return { score, label: `accounts:strength.score${score}`, accepted, advice };
}
