import { z } from 'zod';

/**
 * A length that ends the checks: what comes after it (patterns, above all) may take a time that grows with the square of the text, and
 * a form holds a quarter of a megabyte.
 */
const TOO_LONG = { error: 'ui:errors.tooLong', abort: true } as const;

/** One line of text that must be given. `required` is the locale key of what to say when it is not. */
export function requiredText(required: string, maximum = 200): z.ZodType<string> {
  return z
    .string({ error: required })
    .transform((text) => text.trim().replace(/\s+/g, ' '))
    .pipe(z.string().max(maximum, TOO_LONG).min(1, required));
}

/** One line of text that may be left out: then it is empty. */
export function optionalText(maximum = 200): z.ZodType<string> {
  return z
    .string({ error: 'ui:errors.invalid' })
    .default('')
    .transform((text) => text.trim().replace(/\s+/g, ' '))
    .pipe(z.string().max(maximum, TOO_LONG));
}

/** Several lines, line ends made alike. */
export function longText(maximum: number, required?: string): z.ZodType<string> {
  const text = z
    .string({ error: required ?? 'ui:errors.invalid' })
    .transform((value) => value.replace(/\r\n?/g, '\n').trim());
  const bounded = z.string().max(maximum, TOO_LONG);
  if (required !== undefined) return text.pipe(bounded.min(1, required));
  return z.string({ error: 'ui:errors.invalid' }).default('').pipe(text).pipe(bounded);
}

/** An e-mail address, in lower case; RFC 5321 allows 254 characters. */
export function emailAddress(): z.ZodType<string> {
  return z
    .string({ error: 'ui:errors.email' })
    .transform((text) => text.trim().toLowerCase())
    .pipe(z.string().max(254, { error: 'ui:errors.email', abort: true }))
    .pipe(z.email({ pattern: z.regexes.html5Email, error: 'ui:errors.email' }));
}

/** A box that is ticked or not: browsers send nothing for one that is not. */
export function tickBox(): z.ZodType<boolean> {
  return z
    .string()
    .optional()
    .transform((value) => value !== undefined && value !== '');
}

/** Several boxes of one name: none, one or many. */
export function tickedAmong<const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodType<Values[number][]> {
  return z
    .union([z.string().transform((value) => [value]), z.array(z.string())])
    .default([])
    .pipe(z.array(z.enum(values, { error: 'ui:errors.choice' })));
}

/** An https or http address. */
export function webAddress(required?: string): z.ZodType<string> {
  const checked = z
    .string({ error: required ?? 'ui:errors.url' })
    .trim()
    .max(2000, TOO_LONG)
    .refine((text) => (text === '' && required === undefined) || isWebAddress(text), { error: 'ui:errors.url' });
  return required === undefined ? z.string().default('').pipe(checked) : checked;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
