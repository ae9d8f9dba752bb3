import { fail, type Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import type { z } from 'zod';
import { readForm } from '../../../platform/forms/read-form.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { refusedForm } from './editor-pages.service.js';

/**
 * Reads a form and does what it asks for.
 * @returns what came of it; or the form to draw again, with what was wrong or refused beside its field
 */
export async function submit<Form extends z.ZodType, Done>(
  schema: Form,
  body: unknown,
  work: (value: z.output<Form>) => Promise<Result<Done, Refusal>>,
): Promise<Result<Done, FormState>> {
  const form = readForm(schema, body);
  if (!form.ok) return form;
  const done = await work(form.value);
  return done.ok ? done : fail(refusedForm(body, done.error));
}
