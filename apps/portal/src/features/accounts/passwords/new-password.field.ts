import { z } from 'zod';
import { LONGEST_PASSWORD } from './password-strength.js';

/** A password being chosen: kept exactly as typed. How strong it is, the use case judges with what it knows. */
export function newPassword(): z.ZodType<string> {
  return z
    .string({ error: 'accounts:errors.newPasswordMissing' })
    .min(1, 'accounts:errors.newPasswordMissing')
    .max(LONGEST_PASSWORD, 'ui:errors.tooLong');
}

/** The password that the account has, asked again before something that matters. */
export function currentPassword(): z.ZodType<string> {
  return z
    .string({ error: 'accounts:errors.passwordMissing' })
    .min(1, 'accounts:errors.passwordMissing')
    .max(1000, 'ui:errors.tooLong');
}
