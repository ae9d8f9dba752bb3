import { z } from 'zod';

/** A whole number from 1 on that may be left out: then it is null. */
export function optionalNumber(maximum: number): z.ZodType<number | null> {
  return z
    .string({ error: 'ui:errors.invalid' })
    .default('')
    .transform((text) => text.trim())
    .refine((text) => text === '' || (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= maximum), {
      error: 'catalogue:errors.number',
    })
    .transform((text) => (text === '' ? null : Number(text)));
}
