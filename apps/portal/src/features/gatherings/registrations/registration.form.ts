import { z } from 'zod';
import { emailAddress, requiredText } from '../../../platform/forms/form-fields.js';
import { ways } from '../gathering/gathering.entity.js';

export const registrationForm = z.object({ way: z.enum(ways, { error: 'gatherings:errors.way' }) });

/** What else a visitor says. */
export const visitorRegistrationForm = registrationForm.extend({
  name: requiredText('gatherings:errors.name', 100),
  email: emailAddress(),
});
