import { isId } from '@ronron/kernel';
import { z } from 'zod';
import { longText, optionalText, tickBox } from '../../../platform/forms/form-fields.js';

const GIGABYTE = 1000 ** 3;
const MOST_GIGABYTES = 10_000;
const LONGEST = 2000;

const plan = optionalText(40)
  .refine((id) => id === '' || isId(id), { error: 'ui:errors.choice' })
  .transform((id) => (id === '' ? null : id));

/** In gigabytes, decimals with a comma or a point; empty: what the plan gives. Bytes come out. */
const quota = optionalText(20).transform((text, context) => {
  if (text === '') return null;
  const gigabytes = /^\d{1,6}([.,]\d{1,3})?$/.test(text) ? Number(text.replace(',', '.')) : NaN;
  if (gigabytes > 0 && gigabytes <= MOST_GIGABYTES) return Math.round(gigabytes * GIGABYTE);
  context.addIssue({ code: 'custom', message: 'subscriptions:errors.quota', params: { maximum: MOST_GIGABYTES } });
  return z.NEVER;
});

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
