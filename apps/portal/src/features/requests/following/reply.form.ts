import { z } from 'zod';
import { longText } from '../../../platform/forms/form-fields.js';

const LONGEST_MESSAGE = 4000;

export const replyForm = z.object({ message: longText(LONGEST_MESSAGE, 'requests:errors.messageMissing') });

export const appealForm = z.object({ plea: longText(LONGEST_MESSAGE, 'requests:errors.messageMissing') });

/** The version of the request that a page showed. A form without it is stale. */
export const shownVersion = z
  .string({ error: 'ui:errors.invalid' })
  .regex(/^\d{1,9}$/, 'ui:errors.invalid')
  .transform(Number);
