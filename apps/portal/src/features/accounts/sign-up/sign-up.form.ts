import { z } from 'zod';
import { emailAddress, requiredText } from '../../../platform/forms/form-fields.js';
import { newPassword } from '../passwords/new-password.field.js';
import { displayName } from './display-name.field.js';

export const signUpForm = z.object({
  displayName: displayName(),
  email: emailAddress(),
  commune: requiredText('accounts:errors.communeMissing', 100),
  /** INSEE code, when the page offered several communes. */
  communeChoice: z.string({ error: 'ui:errors.choice' }).max(5, 'ui:errors.choice').default(''),
  language: z.enum(['fr', 'en', 'br'], { error: 'ui:errors.choice' }).default('fr'),
  password: newPassword(),
  terms: z.string({ error: 'accounts:errors.termsMissing' }).min(1, 'accounts:errors.termsMissing'),
  /** Which version the page showed. */
  termsVersion: z.string({ error: 'ui:errors.invalid' }).max(20, 'ui:errors.invalid').default(''),
  /** Where the person wanted to go; checked where it is used. */
  suite: z.string({ error: 'ui:errors.invalid' }).max(1000, 'ui:errors.invalid').default(''),
  proof: z.string({ error: 'ui:errors.invalid' }).max(4000, 'ui:errors.invalid').default(''),
});

export type SignUpValues = z.output<typeof signUpForm>;
