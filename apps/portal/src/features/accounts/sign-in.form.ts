import { z } from 'zod';
import { emailAddress, tickBox } from '../../platform/forms/form-fields.js';

export const signInForm = z.object({
  email: emailAddress(),
  password: z
    .string({ error: 'accounts:errors.passwordMissing' })
    .min(1, 'accounts:errors.passwordMissing')
    .max(1000, 'ui:errors.tooLong'),
  stay: tickBox(),
});
