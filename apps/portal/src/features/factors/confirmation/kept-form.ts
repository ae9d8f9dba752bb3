import { formWithErrors } from '../../../platform/forms/read-form.js';

/** The fields of the page that asks who is there; everything else in a body is the form that is kept. */
export const OWN_FIELDS: readonly string[] = ['confirmation', 'confirmationPassword', 'confirmationCode', 'passkey'];

/** What is never repeated into a page, as passwords are not: it is typed again. */
const NEVER_KEPT = /secret|token|key/i;

/** A form that waits for a proof, as hidden fields of the page that asks for it. */
export function keptFields(body: unknown): { name: string; value: string }[] {
  return Object.entries(formWithErrors(body, {}).values)
    .filter(([name]) => !OWN_FIELDS.includes(name) && !NEVER_KEPT.test(name))
    .flatMap(([name, value]) => [value].flat().map((one) => ({ name, value: String(one) })));
}
