import type { Choice } from '../forms/choices.js';
import type { FormState } from '../forms/form-state.js';

/** Forms in their states: as first shown, and drawn again with errors. */
export function galleryForms(): {
  readonly empty: FormState;
  readonly wrong: FormState;
  readonly kinds: readonly Choice[];
} {
  return {
    empty: { values: { name: 'Amicale laïque', kind: 'association', about: '' }, errors: {} },
    wrong: {
      values: { wrongEmail: 'anne@', wrongKind: undefined },
      errors: {
        wrongEmail: { key: 'ui:errors.email' },
        wrongKind: { key: 'ui:errors.choice' },
        wrongAbout: { key: 'ui:errors.tooLong', params: { maximum: 200 } },
      },
    },
    kinds: [
      { value: 'association', label: 'Association', hint: 'Loi 1901, collectif, amicale…' },
      { value: 'school', label: 'École' },
      { value: 'company', label: 'Petite entreprise' },
    ],
  };
}
