import { z } from 'zod';

/** Six digits from an application, with or without a space in the middle. */
export const codeForm = z.object({
  code: z
    .string({ error: 'factors:errors.codeMissing' })
    .transform((text) => text.replace(/\s/g, ''))
    .pipe(
      z
        .string()
        .min(1, 'factors:errors.codeMissing')
        .regex(/^\d{6}$/, 'factors:errors.codeShape'),
    ),
});

/** A recovery code, however it is written. */
export const recoveryForm = z.object({
  recovery: z
    .string({ error: 'factors:errors.recoveryMissing' })
    .trim()
    .min(1, 'factors:errors.recoveryMissing')
    .max(60, 'ui:errors.tooLong'),
});
