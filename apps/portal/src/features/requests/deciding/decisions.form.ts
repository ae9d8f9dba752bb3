import { isId } from '@ronron/kernel';
import { z } from 'zod';
import { longText, optionalText } from '../../../platform/forms/form-fields.js';
import { shownVersion } from '../following/reply.form.js';

const LONGEST_MESSAGE = 4000;
const GIGABYTE = 1000 ** 3;

/** More than any structure of this kind grants; a typing mistake is likelier. */
const MOST_GIGABYTES = 10_000;

/** In gigabytes as they are shown, decimals with a comma or a point; empty: what the service grants by itself. */
const quota = optionalText(20).transform((text, context) => {
  if (text === '') return null;
  const gigabytes = /^\d{1,6}([.,]\d{1,3})?$/.test(text) ? Number(text.replace(',', '.')) : NaN;
  if (gigabytes > 0 && gigabytes <= MOST_GIGABYTES) return Math.round(gigabytes * GIGABYTE);
  context.addIssue({ code: 'custom', message: 'requests:errors.quota', params: { maximum: MOST_GIGABYTES } });
  return z.NEVER;
});

/** The fields have names of their own, since their forms stand on one page. */
const optionalId = optionalText(40)
  .refine((id) => id === '' || isId(id), { error: 'ui:errors.choice' })
  .transform((id) => (id === '' ? null : id));

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
