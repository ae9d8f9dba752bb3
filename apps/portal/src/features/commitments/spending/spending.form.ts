import { z } from 'zod';
import { longText, optionalText, webAddress } from '../../../platform/forms/form-fields.js';
import { spendingNatures } from './spending-nature.js';
import { readPartners, type SpendingPartner } from './spending-partners.js';

/** `1 234,56` in euros, as cents: read as text, so that no cent is lost on the way. */
const amount = z.string({ error: 'commitments:errors.amount' }).transform((text, context) => {
  const cents = readCents(text);
  if (cents === null) context.addIssue('commitments:errors.amount');
  return cents ?? 0;
});

const optionalAmount = z
  .string({ error: 'commitments:errors.amount' })
  .default('')
  .transform((text, context) => {
    const cents = text.trim() === '' ? null : readCents(text);
    if (cents === null && text.trim() !== '') context.addIssue('commitments:errors.amount');
    return cents;
  });

const partners = z
  .string({ error: 'ui:errors.invalid' })
  .max(2000, 'ui:errors.tooLong')
  .default('')
  .transform((text, context): SpendingPartner[] => {
    // Whoever separates parts by commas means several, not a name with a comma in it.
    const read = readPartners(text.replace(/%\s*,/g, '%;'));
    if (read === null) context.addIssue('commitments:errors.partners');
    return read ?? [];
  });

/** Fields of one line of spending, as a form or a row of a table gives them. */
export const spendingFields = {
  year: z
    .string({ error: 'commitments:errors.year' })
    .trim()
    .regex(/^(19|20)\d\d$/, 'commitments:errors.year')
    .transform(Number),
  nature: z.enum(spendingNatures, { error: 'ui:errors.choice' }),
  budget: z.enum(['investment', 'running'], { error: 'ui:errors.choice' }),
  amount,
  software: optionalText(),
  partners,
  publishedUrl: webAddress(),
  note: longText(2000),
  saving: optionalAmount,
  savingMethod: longText(2000),
};

/** A saving without its calculation is an advertisement. */
const calculated = ({ saving, savingMethod }: { saving: number | null; savingMethod: string }): boolean =>
  saving === null || savingMethod !== '';
const calculation = { path: ['savingMethod'], error: 'commitments:errors.savingMethod' };

export const spendingRow = z.object(spendingFields).refine(calculated, calculation);
export type SpendingRow = z.output<typeof spendingRow>;

export const spendingForm = z
  .object({
    ...spendingFields,
    actionId: z
      .string({ error: 'ui:errors.choice' })
      .max(36, 'ui:errors.choice')
      .default('')
      .transform((id) => (id === '' ? null : id)),
  })
  .refine(calculated, calculation);
export type SpendingLine = z.output<typeof spendingForm>;

/** Cents, or null for what is no amount in euros. */
function readCents(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.');
  if (!/^\d{1,10}(\.\d{1,2})?$/.test(plain)) return null;
  const [euros = '0', cents = ''] = plain.split('.');
  return Number(euros) * 100 + Number(cents.padEnd(2, '0'));
}

/** `1234,56`, as the form is filled in again. */
export function writeEuros(cents: number | null): string {
  return cents === null ? '' : (cents / 100).toFixed(2).replace('.', ',');
}
