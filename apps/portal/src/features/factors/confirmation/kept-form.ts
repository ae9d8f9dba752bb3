import type { FormState } from '@ronron/web-ui';
import { formWithErrors } from '../../../platform/forms/read-form.js';

/** The fields of the page that asks who is there; everything else in a body is the form that is kept. */
export const OWN_FIELDS = ['confirmation', 'confirmationPassword'] as const;

/** What may be repeated into a page: passwords and new secrets are not, they are typed again. */
const NEVER_KEPT = /secret|token|key/i;

/** A form that waits for a proof, as hidden fields of the page that asks for it. */
export function keptFields(body: unknown): { name: string; value: string }[] {
  const values = formWithErrors(body, {}).values as FormState['values'];
  return Object.entries(values)
    .filter(([name]) => !(OWN_FIELDS as readonly string[]).includes(name) && !NEVER_KEPT.test(name))
    .flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: String(one) })));
}
