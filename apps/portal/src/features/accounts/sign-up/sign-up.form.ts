import { z } from 'zod';
import { newPassword } from '../passwords/new-password.field.js';
import { newAccountFields } from './unconfirmed-accounts.service.js';

export const signUpForm = newAccountFields.safeExtend({
  password: newPassword(),
  /** Where the person wanted to go; checked where it is used. */
  suite: z.string({ error: 'ui:errors.invalid' }).max(1000, 'ui:errors.invalid').default(''),
  proof: z.string({ error: 'ui:errors.invalid' }).max(4000, 'ui:errors.invalid').default(''),
});

export type SignUpValues = z.output<typeof signUpForm>;
