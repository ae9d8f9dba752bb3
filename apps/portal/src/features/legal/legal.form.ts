import { z } from 'zod';
import { longText, optionalText, tickBox } from '../../platform/forms/form-fields.js';
import { unknownPlaceholders } from './legal-placeholders.js';

const MOST = 60_000;

const body = (required?: string): z.ZodType<string> =>
  longText(MOST, required).superRefine((text, context) => {
    const names = unknownPlaceholders(text);
    if (names.length === 0) return;
    context.addIssue({
      code: 'custom',
      message: 'legal:errors.unknownPlaceholder',
      params: { names: names.join(', ') },
      input: text,
    });
  });

/** One legal text in each language. */
export const legalForm = z.object({
  fr: body('legal:errors.frMissing'),
  en: body(),
  br: body(),
  changeNote: optionalText(300),
  needsAcceptance: tickBox(),
});
