import type { Result } from '@ronron/kernel';
import type { FormState } from '@ronron/web-ui';
import { z } from 'zod';
import { readForm } from '../../../platform/forms/read-form.js';
import type { SentProof } from './confirmation-proofs.service.js';

const typed = (missing: string): z.ZodType<string> =>
  z.string({ error: missing }).trim().min(1, missing).max(1000, 'ui:errors.tooLong');

const passwordForm = z
  .object({
    confirmationPassword: z
      .string({ error: 'accounts:errors.passwordMissing' })
      .min(1, 'accounts:errors.passwordMissing')
      .max(1000, 'ui:errors.tooLong'),
  })
  .transform(({ confirmationPassword }): SentProof => ({ kind: 'password', text: confirmationPassword }));

const codeForm = z
  .object({ confirmationCode: typed('factors:errors.codeMissing') })
  .transform(({ confirmationCode }): SentProof => ({ kind: 'code', text: confirmationCode }));

const passkeyForm = z
  .object({ passkey: z.string().default('') })
  .transform(({ passkey }): SentProof => ({ kind: 'passkey', answer: passkey }));

/** The proof that a body brings beside a kept form; null when it brings none: it was on its way to something dangerous. */
export function readProof(body: unknown): Result<SentProof, FormState> | null {
  switch ((body as { confirmation?: unknown }).confirmation) {
    case 'password':
      return readForm(passwordForm, body);
    case 'code':
      return readForm(codeForm, body);
    case 'passkey':
      return readForm(passkeyForm, body);
    default:
      return null;
  }
}
