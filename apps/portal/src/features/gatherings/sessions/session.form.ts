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
