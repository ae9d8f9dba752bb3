import type { Choice, FormState } from '@ronron/web-ui';
import type { RequestQuestion } from '../../catalogue/request-question.js';
import { fieldOf } from './answers.js';
import type { AskingPage } from './asking-page.service.js';
import type { Ineligibility } from './eligibility.js';

/** A question as the partial draws it. */
export interface AskedField {
  readonly name: string;
  readonly kind: RequestQuestion['kind'];
  readonly isChoice: boolean;
  /** Few options are all shown; many are a list. */
  readonly choiceType: 'radio' | 'select';
  readonly inputType: 'text' | 'textarea' | 'number' | 'date';
  readonly label: string;
  readonly hint: string;
  readonly required: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly options: readonly { readonly value: string; readonly label?: string; readonly labelKey?: string }[];
}

const INPUT_TYPES = { 'short-text': 'text', 'long-text': 'textarea', number: 'number', date: 'date' } as const;

export function askedFields(questions: readonly RequestQuestion[]): AskedField[] {
  return questions.map((question) => ({
    name: fieldOf(question),
    kind: question.kind,
    isChoice: question.kind === 'choice' || question.kind === 'yes-no',
    choiceType: (question.options ?? []).length > 6 ? 'select' : 'radio',
    inputType: INPUT_TYPES[question.kind as keyof typeof INPUT_TYPES] ?? 'text',
    label: question.label,
    hint: question.hint ?? '',
    required: question.required,
    min: question.min,
    max: question.max,
    options:
      question.kind === 'yes-no'
        ? [
            { value: 'yes', labelKey: 'requests:answers.yes' },
            { value: 'no', labelKey: 'requests:answers.no' },
          ]
        : (question.options ?? []).map((option) => ({ value: option, label: option })),
  }));
}

/** What the view `requests/ask` takes. */
export function askingModel(page: AskingPage, form: FormState, plans: readonly Choice[]): object {
  const { service, holders, chosen, eligibility } = page;
  const valueOf = (organisation: { id: string } | null): string => organisation?.id ?? 'moi';
  return {
    form,
    service: { name: service.name, slug: service.slug, summary: service.summary },
    holders:
      holders.length < 2
        ? []
        : holders.map(({ organisation }) => ({
            name: organisation?.name ?? null,
            href: `/services/${service.slug}/demande?pour=${valueOf(organisation)}`,
            current: valueOf(organisation) === valueOf(chosen.organisation),
          })),
    forWhom: valueOf(chosen.organisation),
    organisation: chosen.organisation?.name ?? null,
    eligible: eligibility.outcome !== 'not-eligible',
    grant: eligibility.outcome === 'grant',
    waitingList: eligibility.outcome === 'waiting-list',
    why: eligibility.outcome === 'not-eligible' ? whyKey(eligibility.why, chosen.organisation === null) : null,
    needsOrganisation:
      eligibility.outcome === 'not-eligible' && eligibility.why === 'audience' && chosen.organisation === null,
    needsCommune: eligibility.outcome === 'not-eligible' && eligibility.why === 'commune-unknown',
    alternativeHelp: service.alternativeHelp,
    notServedMessage: page.notServedMessage,
    elsewhere: page.elsewhere.map((other) => ({
      name: other.name,
      summary: other.summary,
      structure: other.structure!.name,
      href: `/services/${other.slug}/demande?pour=${valueOf(chosen.organisation)}`,
    })),
    alternatives: page.alternatives.map((other) => ({
      name: other.name,
      slug: other.slug,
      summary: other.summary,
      structure: other.structure!.name,
    })),
    plans,
    contributions: page.plans.filter(({ price }) => price === 'contribution'),
    fields: askedFields(service.questions),
    hasDraft: page.draft !== null,
    changedSinceDraft: page.changedSinceDraft,
    digest: page.digest,
    waiting: page.waiting,
    usualDelay: page.usualDelay,
  };
}

/** What is ticked when the form opens. */
export function defaultPlanOf({ plans, draftPlanId }: AskingPage): string {
  return (plans.find(({ id }) => id === draftPlanId) ?? plans.find(({ isDefault }) => isDefault))?.id ?? '';
}

function whyKey(why: Ineligibility, person: boolean): string {
  if (why !== 'audience') return `requests:notEligible.${why}`;
  return `requests:notEligible.${person ? 'organisations-only' : 'residents-only'}`;
}
