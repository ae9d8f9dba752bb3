import { isId } from '@ronron/kernel';
import { z } from 'zod';
import { longText, optionalText, tickBox } from '../../../platform/forms/form-fields.js';
import { gigabytes } from '../../../platform/forms/gigabytes.js';

const LONGEST = 2000;

const plan = optionalText(40)
  .refine((id) => id === '' || isId(id), { error: 'ui:errors.choice' })
  .transform((id) => (id === '' ? null : id));

/** Bytes; null: what is given by itself. */
const quota = gigabytes('subscriptions:errors.quota');

/** What a holder asks. */
export const wishForm = z
  .object({ plan, quota, reason: longText(LONGEST, 'subscriptions:errors.reasonMissing') })
  .superRefine((form, context) => {
    if (form.plan === null && form.quota === null)
      context.addIssue({ code: 'custom', path: ['quota'], message: 'subscriptions:errors.nothingWished', input: form });
  });

/** What an operator grants. `seen`: what the page showed, so that whoever comes second is told. */
export const changeForm = z.object({ plan, quota, word: longText(LONGEST), lower: tickBox(), seen: optionalText(200) });

export const refusalForm = z.object({
  answer: longText(LONGEST, 'subscriptions:errors.answerMissing'),
  seen: optionalText(200),
});
