import type { FormState } from '@ronron/web-ui';
import { emptyForm } from '../../../platform/forms/read-form.js';
import type { PageOptions } from '../../../platform/pages/pages.js';
import { messagesOf } from '../conversation-model.js';
import { canMove } from '../request-status.js';
import type { OperatorRequestPage, PastDecision } from './operator-request-page.service.js';

/** The forms of the page; the one that was just refused holds its errors. */
export interface DecisionForms {
  readonly approval: FormState;
  readonly refusal: FormState;
  readonly question: FormState;
  readonly note: FormState;
  readonly handover: FormState;
}

/** Ready sentences to start a refusal from: locale keys under `requests:sentences`. */
export const sentences = ['capacity', 'outside', 'other-tool', 'incomplete'] as const;

/** What the view `requests/decide` takes. `refusing`: the refusal's form stands open. */
export function decisionModel(page: OperatorRequestPage, forms: Partial<DecisionForms> = {}, refusing = false): object {
  const { request, service, account, organisation } = page;
  const pending = page.open;
  return {
    id: request.id,
    version: request.version,
    status: request.status,
    standing: page.standing,
    days: page.days,
    submittedAt: request.submittedAt,
    decidedAt: request.decidedAt,
    service: {
      id: service.id,
      name: service.name,
      slug: service.slug,
      hasQuota: service.defaultQuota !== null || page.plans.some(({ quota }) => quota !== null),
      defaultQuota: service.defaultQuota,
      capacity: service.capacity,
    },
    holder: organisation?.name ?? account!.displayName,
    account:
      account === null
        ? null
        : {
            id: account.id,
            name: account.displayName,
            email: account.email,
            commune: account.commune?.name ?? null,
            communeServed: account.commune?.served ?? false,
            createdAt: account.createdAt,
            bouncedAt: account.bouncedAt,
            suspendedAt: account.suspendedAt,
          },
    organisation:
      organisation === null
        ? null
        : {
            id: organisation.id,
            name: organisation.name,
            kind: organisation.kind,
            commune: organisation.commune!.name,
            rna: organisation.rna,
            siren: organisation.siren,
            siret: organisation.siret,
            purpose: organisation.purpose,
          },
    answers: page.answers,
    messages: messagesOf(page.conversation, 'operator'),
    past: page.past.map(decisionRow),
    similar: page.similar.map(decisionRow),
    live: page.live,
    left: page.left,
    full: page.left === 0,
    place: page.place,
    appealOfId: page.appealOfId,
    can: {
      approve: canMove(request.status, 'approved', 'operator'),
      refuse: canMove(request.status, 'refused', 'operator'),
      ask: canMove(request.status, 'waiting-for-requester', 'operator'),
      moveUp: pending && request.waitingListSince !== null,
      decide: pending,
    },
    sentences: sentences.map((key) => ({
      labelKey: `requests:sentences.${key}.label`,
      href: `/operateur/demandes/${request.id}?phrase=${key}#refus`,
    })),
    alternatives: page.alternatives.map((other) => ({
      value: other.id,
      label: `${other.name} (${other.structure!.name})`,
    })),
    handover:
      page.handover === null
        ? null
        : {
            at: page.handover.proposedAt,
            service: page.handover.toService!.name,
            structure: page.handover.toService!.structure!.name,
          },
    others: page.alternatives
      .filter(({ structureId, accessMode }) => structureId !== service.structureId && accessMode !== 'without-account')
      .map((other) => ({ value: other.id, label: `${other.name} (${other.structure!.name})` })),
    plans: page.plans.map((plan) => ({ value: plan.id, label: plan.name })),
    wishedPlan: page.plans.find(({ id }) => id === request.planId)?.name ?? null,
    tooManyMembers: page.plans.some(
      ({ id, mostMembers }) => id === request.planId && (mostMembers ?? page.people) < page.people,
    ),
    people: page.people,
    nextHref: page.nextId === null ? null : `/operateur/demandes/${page.nextId}`,
    forms: {
      approval: forms.approval ?? emptyForm({ plan: grantedByItself(page) }),
      refusal: forms.refusal ?? emptyForm(),
      question: forms.question ?? emptyForm(),
      note: forms.note ?? emptyForm(),
      handover: forms.handover ?? emptyForm(),
    },
    refusing: refusing || Object.keys(forms.refusal?.errors ?? {}).length > 0,
    asking: forms.question !== undefined,
  };
}

export function decisionPageOptions(page: OperatorRequestPage): PageOptions {
  const holder = page.organisation?.name ?? page.account!.displayName;
  return {
    title: { key: 'requests:decide.title', params: { service: page.service.name, holder } },
    breadcrumbs: [
      { label: 'desk:title', href: '/operateur' },
      { label: 'requests:operator.title', href: '/operateur/demandes' },
    ],
  };
}

/** The plan that is chosen when the form opens: the wished one while it is offered, else the default. */
function grantedByItself({ request, plans }: OperatorRequestPage): string {
  return (plans.find(({ id }) => id === request.planId) ?? plans.find(({ isDefault }) => isDefault))?.id ?? '';
}

function decisionRow(decision: PastDecision): object {
  return { ...decision, href: `/operateur/demandes/${decision.id}`, statusKey: `requests:status.${decision.status}` };
}
