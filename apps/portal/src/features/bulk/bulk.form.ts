import { isId } from '@ronron/kernel';
import { z } from 'zod';
import { bulkKinds } from './bulk-operation.entity.js';

/** How many a page offers to tick; more are chosen by their state. */
export const MOST_CHOICES = 200;

const GIGABYTE = 1_000_000_000;

const ids = z
  .union([z.string().transform((value) => [value]), z.array(z.string())])
  .default([])
  .pipe(
    z.array(z.string().refine(isId, { error: 'ui:errors.choice' })).max(MOST_CHOICES, { error: 'ui:errors.choice' }),
  );

/** Gigabytes as people write them, e.g. "2,5". */
const gigabytes = z
  .string()
  .default('')
  .transform((text) => text.trim().replace(',', '.'))
  .pipe(z.string().regex(/^(\d{1,6}(\.\d{1,3})?)?$/, { error: 'bulk:errors.quota' }))
  .transform((text) => (text === '' ? null : Math.round(Number(text) * GIGABYTE)));

export const bulkForm = z
  .object({
    kind: z.enum(bulkKinds, { error: 'bulk:errors.kind' }),
    quota: gigabytes,
    who: z.enum(['chosen', 'all', 'active', 'suspended'], { error: 'bulk:errors.who' }),
    subscriptions: ids,
  })
  .superRefine((form, context) => {
    if (form.kind === 'quota' && form.quota === null)
      context.addIssue({ code: 'custom', path: ['quota'], message: 'bulk:errors.quota' });
    if (form.who === 'chosen' && form.subscriptions.length === 0)
      context.addIssue({ code: 'custom', path: ['subscriptions'], message: 'bulk:errors.none' });
  });
