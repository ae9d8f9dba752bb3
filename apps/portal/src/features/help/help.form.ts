import { z } from 'zod';
import { emailAddress, longText, optionalText, requiredText } from '../../platform/forms/form-fields.js';
import { helpKinds } from './help-conversation.entity.js';

export const helpForm = z.object({
  kind: z.enum(helpKinds, { error: 'help:errors.kind' }),
  /** A service's slug, or empty: about the portal itself. */
  service: optionalText(100),
  subject: requiredText('help:errors.subject', 120),
  message: longText(5000, 'help:errors.message'),
});

/** What else a visitor says, who is answered by mail. */
export const visitorHelpForm = helpForm.extend({ name: optionalText(100), email: emailAddress() });

export const answerForm = z.object({ message: longText(5000, 'help:errors.message') });
