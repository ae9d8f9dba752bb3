import { z } from 'zod';
import { emailAddress } from '../../../platform/forms/form-fields.js';
import { currentPassword, newPassword } from './new-password.field.js';

export const forgottenForm = z.object({
  email: emailAddress(),
  proof: z.string({ error: 'ui:errors.invalid' }).max(4000, 'ui:errors.invalid').default(''),
});

export const resetForm = z.object({ password: newPassword() });

export const passwordChangeForm = z.object({ currentPassword: currentPassword(), password: newPassword() });

/** For an account that has no password yet. */
export const firstPasswordForm = z.object({ currentPassword: z.undefined().catch(undefined), password: newPassword() });

export const confirmationForm = z.object({ password: currentPassword() });
