import type { FormState } from '@ronron/web-ui';
import { printedNumber, readOrganisationNumber, type OrganisationNumber } from './identifiers.js';
import type { OrganisationDescription } from './organisation.form.js';
import type { Organisation } from './organisation.entity.js';
import type { OrganisationValues } from './registrations.service.js';

/** What a checked form says, with the commune that it named. */
export function valuesOf(form: OrganisationDescription, communeId: string): OrganisationValues {
  const number = readOrganisationNumber(form.number);
  return {
    name: form.name,
    kind: form.kind,
    number: number.ok ? number.value : null,
    noNumberReason: form.noNumberReason === '' ? null : form.noNumberReason,
    communeId,
    purpose: form.purpose,
  };
}

/** The form as it would have been filled in; `organisation` comes with its commune. */
export function formOf(organisation: Organisation): FormState['values'] {
  return {
    name: organisation.name,
    kind: organisation.kind,
    number: printedNumberOf(organisation),
    noNumberReason: organisation.noNumberReason ?? '',
    commune: organisation.commune!.name,
    inseeCode: organisation.commune!.inseeCode,
    purpose: organisation.purpose,
  };
}

/** The number by which an organisation is known, as papers print it; empty when it has none. */
export function printedNumberOf(organisation: Organisation): string {
  const number = numberOf(organisation);
  return number === null ? '' : printedNumber(number);
}

function numberOf({ rna, siren, siret }: Organisation): OrganisationNumber | null {
  if (rna !== null) return { kind: 'rna', value: rna };
  if (siret !== null) return { kind: 'siret', value: siret };
  return siren === null ? null : { kind: 'siren', value: siren };
}
