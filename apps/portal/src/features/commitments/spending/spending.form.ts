import { z } from 'zod';
import { optionalText } from '../../../platform/forms/form-fields.js';
import { spendingNatures } from './spending-nature.js';

/** `1 234,56` in euros, as cents: read as text, so that no cent is lost on the way. */
const amount = z
  .string({ error: 'commitments:errors.amount' })
  .transform((text) => text.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.'))
  .refine((text) => /^\d{1,10}(\.\d{1,2})?$/.test(text), { error: 'commitments:errors.amount' })
  .transform((text) => {
    const [euros = '0', cents = ''] = text.split('.');
    return Number(euros) * 100 + Number(cents.padEnd(2, '0'));
  });

export const spendingForm = z.object({
  year: z
    .string({ error: 'commitments:errors.year' })
    .trim()
    .regex(/^(19|20)\d\d$/, 'commitments:errors.year')
    .transform(Number),
  nature: z.enum(spendingNatures, { error: 'ui:errors.choice' }),
  budget: z.enum(['investment', 'running'], { error: 'ui:errors.choice' }),
  amount,
  software: optionalText(),
  sharedWith: optionalText(300),
  note: optionalText(500),
});
export type SpendingLine = z.output<typeof spendingForm>;
