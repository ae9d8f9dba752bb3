import { isId } from '@ronron/kernel';
import { z } from 'zod';
import { longText, optionalText } from '../../../platform/forms/form-fields.js';
import { shownVersion } from '../following/reply.form.js';

const LONGEST_MESSAGE = 2000;

export const handoverForm = z.object({
  version: shownVersion,
  to: optionalText(40).refine(isId, { error: 'requests:errors.handoverTo' }),
  why: longText(LONGEST_MESSAGE, 'requests:errors.messageMissing'),
});
