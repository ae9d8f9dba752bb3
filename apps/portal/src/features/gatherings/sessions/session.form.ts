import { z } from 'zod';
import { momentOf } from '../../../platform/i18n/local-time.js';

/** A day and hour of the portal's place. */
export function moment(): z.ZodType<Date> {
  return z
    .string({ error: 'gatherings:errors.moment' })
    .transform((text) => momentOf(text))
    .pipe(z.date({ error: 'gatherings:errors.moment' }));
}

export const sessionForm = z.object({ startsAt: moment(), endsAt: moment() });
export type SessionTimes = z.output<typeof sessionForm>;

export const newSessionForm = sessionForm.extend({
  /** How many weeks after it the same hours are held again. */
  weeks: z
    .string({ error: 'gatherings:errors.weeks' })
    .default('')
    .transform((text) => text.trim())
    .refine((text) => /^\d{0,2}$/.test(text) && Number(text) <= 40, { error: 'gatherings:errors.weeks' })
    .transform(Number),
});
export type NewSessions = z.output<typeof newSessionForm>;
