import { z } from 'zod';
import { emailAddress } from '../../../platform/forms/form-fields.js';

/**
 * Below 15 years a parent has to agree too (loi Informatique et Libertés, article 45). Nothing more precise is asked, and no date of
 * birth.
 */
export const ageFields = {
  age: z.enum(['fifteen-or-more', 'under-fifteen'], { error: 'accounts:errors.ageMissing' }),
  /** Checked only for who needs a parent: see `namesParent` and `parentIsAnother`. */
  parentEmail: z
    .string({ error: 'accounts:errors.parentEmail' })
    .default('')
    .transform((text) => text.trim().toLowerCase()),
};

export type AgeAnswer = z.output<z.ZodObject<typeof ageFields>>;

/** What was typed, whether or not the rest of the form is in order. */
interface Typed {
  readonly age?: unknown;
  readonly email?: unknown;
  readonly parentEmail?: unknown;
}

/** The parent to ask, in lower case; null for who is 15 or more, whatever they typed. */
export function parentOf({ age, parentEmail }: AgeAnswer): string | null {
  return age === 'under-fifteen' ? parentEmail : null;
}

/** Whether there is an address to ask at, where one is needed. */
export function namesParent({ age, parentEmail }: Typed): boolean {
  return age !== 'under-fifteen' || emailAddress().safeParse(parentEmail).success;
}

/** Whether the parent reads another mailbox than the child, as far as addresses tell. */
export function parentIsAnother({ age, email, parentEmail }: Typed): boolean {
  if (age !== 'under-fifteen' || typeof email !== 'string' || typeof parentEmail !== 'string') return true;
  return mailboxOf(email) !== mailboxOf(parentEmail);
}

/** `lou+parent@x.example` is the mailbox of `lou@x.example` at most providers (RFC 5233). */
function mailboxOf(email: string): string {
  return email
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/, '@');
}
