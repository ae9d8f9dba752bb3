import { z } from 'zod';
import { emailAddress, requiredText } from '../../../platform/forms/form-fields.js';
import { displayName } from '../sign-up/display-name.field.js';

export const profileForm = z.object({
  displayName: displayName(),
  commune: requiredText('accounts:errors.communeMissing', 100),
  communeChoice: z.string({ error: 'ui:errors.choice' }).max(5, 'ui:errors.choice').default(''),
  language: z.enum(['fr', 'en', 'br'], { error: 'ui:errors.choice' }),
});

export type ProfileValues = z.output<typeof profileForm>;

export const emailChangeForm = z.object({ email: emailAddress() });
