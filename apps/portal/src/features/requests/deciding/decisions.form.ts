import { isId } from '@ronron/kernel';
import { z } from 'zod';
import { longText, optionalText } from '../../../platform/forms/form-fields.js';
import { gigabytes } from '../../../platform/forms/gigabytes.js';
import { shownVersion } from '../following/reply.form.js';

const LONGEST_MESSAGE = 4000;

/** Bytes; null: what is given by itself. */
const quota = gigabytes('requests:errors.quota');

const optionalId = optionalText(40)
  .refine((id) => id === '' || isId(id), { error: 'ui:errors.choice' })
  .transform((id) => (id === '' ? null : id));

/** The fields have names of their own, since their forms stand on one page. */
export const approvalForm = z.object({
  version: shownVersion,
  plan: optionalId,
  quota,
  word: longText(LONGEST_MESSAGE),
});

export const refusalForm = z.object({
  version: shownVersion,
  reason: longText(LONGEST_MESSAGE, 'requests:errors.reasonMissing'),
  alternative: optionalId,
});

export const questionForm = z.object({
  version: shownVersion,
  question: longText(LONGEST_MESSAGE, 'requests:errors.messageMissing'),
});

export const moveUpForm = z.object({ version: shownVersion });

export const noteForm = z.object({ note: longText(LONGEST_MESSAGE, 'requests:errors.messageMissing') });
