import { fail, ok, type Result } from '@ronron/kernel';

/** What an organisation is known by elsewhere. */
export type OrganisationNumber =
  | { readonly kind: 'rna'; readonly value: string }
  | { readonly kind: 'siren'; readonly value: string }
  | { readonly kind: 'siret'; readonly value: string };

export type NumberRefusal = 'form' | 'checksum';

/** Its establishments are more than the checksum has room for, so that it has a rule of its own. */
const LA_POSTE = '356000000';

/**
 * Reads a number as people type it: spaces, dots, hyphens and case make no difference.
 *
 * RNA (associations.gouv.fr): W, the digits of the prefecture, seven digits; overseas and in Corsica the third
 * character may be a letter. SIREN: nine digits. SIRET: a SIREN and five digits of the establishment. Both end in a
 * Luhn check digit.
 */
export function readOrganisationNumber(typed: string): Result<OrganisationNumber, NumberRefusal> {
  const value = typed.replace(/[\s.\u2010-\u2015-]/g, '').toUpperCase();
  if (/^W\d[0-9A-Z]\d{7}$/.test(value)) return ok({ kind: 'rna', value });
  if (/^\d{9}$/.test(value)) return isSiren(value) ? ok({ kind: 'siren', value }) : fail('checksum');
  if (/^\d{14}$/.test(value)) return isSiret(value) ? ok({ kind: 'siret', value }) : fail('checksum');
  return fail('form');
}

/** In groups, as official papers print them. */
export function printedNumber({ kind, value }: OrganisationNumber): string {
  if (kind === 'rna') return value;
  return [value.slice(0, 3), value.slice(3, 6), value.slice(6, 9), value.slice(9)].filter(Boolean).join('\u00a0');
}

function isSiren(value: string): boolean {
  return !/^0+$/.test(value) && passesLuhn(value);
}

function isSiret(value: string): boolean {
  const siren = value.slice(0, 9);
  if (!isSiren(siren)) return false;
  if (passesLuhn(value)) return true;
  return siren === LA_POSTE && digits(value).reduce((sum, digit) => sum + digit, 0) % 5 === 0;
}

/** ISO/IEC 7812-1, annex B: from the right, every second digit counts double, its own digits added up. */
function passesLuhn(value: string): boolean {
  const sum = digits(value)
    .reverse()
    .map((digit, index) => (index % 2 === 0 ? digit : digit * 2))
    .reduce((total, counted) => total + (counted > 9 ? counted - 9 : counted), 0);
  return sum % 10 === 0;
}

function digits(value: string): number[] {
  return [...value].map(Number);
}
