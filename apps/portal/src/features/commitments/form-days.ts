import { z } from 'zod';

const DAY = /^(19|20|21)\d\d-\d\d-\d\d$/;

/** Whether it is a day of the calendar, from 1900 to 2199. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** `2026-03-12`, as browsers send it, of that or of `12/03/2026`, as people write it; anything else as it is. */
function dayWritten(text: string): string {
  const typed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  if (typed === null) return text.trim();
  const [, day, month, year] = typed as unknown as [string, string, string, string];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** A day that must be given, as `2026-03-12`. */
export function requiredDay(): z.ZodType<string> {
  return z
    .string({ error: 'commitments:errors.day' })
    .transform(dayWritten)
    .refine(isDay, { error: 'commitments:errors.day' });
}

/** A day, or null when the field is left empty. */
export function optionalDay(): z.ZodType<string | null> {
  return z
    .string({ error: 'commitments:errors.day' })
    .default('')
    .transform(dayWritten)
    .refine((text) => text === '' || isDay(text), { error: 'commitments:errors.day' })
    .transform((text) => (text === '' ? null : text));
}

/** The version of the row that the form was drawn from. */
export function rowVersion(): z.ZodType<number> {
  return z
    .string({ error: 'ui:errors.invalid' })
    .regex(/^\d{1,9}$/, 'ui:errors.invalid')
    .transform(Number);
}

/** A number as people write it: `1 234,5`; null when left empty. */
export function optionalNumber(): z.ZodType<number | null> {
  return z
    .string({ error: 'commitments:errors.number' })
    .default('')
    .transform((text) => text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'))
    .refine((text) => text === '' || /^-?\d{1,12}(\.\d{1,6})?$/.test(text), { error: 'commitments:errors.number' })
    .transform((text) => (text === '' ? null : Number(text)));
}

export function requiredNumber(): z.ZodType<number> {
  return optionalNumber().pipe(z.number({ error: 'commitments:errors.number' }));
}
