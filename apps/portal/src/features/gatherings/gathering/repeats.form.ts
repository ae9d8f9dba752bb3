import { z } from 'zod';
import { requiredText, tickBox } from '../../../platform/forms/form-fields.js';
import { rhythms } from './recurrence.js';

/** A year of weeks, or two years of months: beyond it nobody knows the hall. */
const MOST_TURNS = 26;

export const repeatsForm = z.object({
  rhythm: z.enum(rhythms, { error: 'ui:errors.choice' }),
  turns: z
    .string({ error: 'gatherings:errors.turns' })
    .trim()
    .refine((text) => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_TURNS, {
      error: 'gatherings:errors.turns',
    })
    .transform(Number),
  series: requiredText('gatherings:errors.series', 120),
  publish: tickBox(),
});
export type Repeats = z.output<typeof repeatsForm>;
