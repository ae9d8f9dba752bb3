import type { Service } from '../../catalogue/service.entity.js';
import type { OrganisationKind } from '../../organisations/organisation.entity.js';

/** Whom a request is for, as far as the rules look at it. */
export interface Asker {
  /** Null for a person. */
  readonly organisationKind: OrganisationKind | null;
  /** Null when no commune is known. */
  readonly commune: { readonly inseeCode: string; readonly served: boolean } | null;
  /** Whether the person stands on the structure's list of members. */
  readonly member: boolean;
}

export type Ineligibility = 'audience' | 'commune-unknown' | 'commune-not-served' | 'commune' | 'kind' | 'members-only';

/**
 * What asking leads to: opened by anybody, granted at once, decided by an operator, a place on the waiting list, or a
 * no that says why.
 */
export type Eligibility =
  | { readonly outcome: 'just-open' | 'grant' | 'form' | 'waiting-list' }
  | { readonly outcome: 'not-eligible'; readonly why: Ineligibility };

export type EligibilityRules = Pick<Service, 'accessMode' | 'audiences' | 'eligibleCommunes' | 'eligibleKinds'>;

/** `full`: no place is left, or others wait for one already. */
export function eligibilityOf(service: EligibilityRules, asker: Asker, full: boolean): Eligibility {
  if (service.accessMode === 'without-account') return { outcome: 'just-open' };
  const why = ineligibilityOf(service, asker);
  if (why !== null) return { outcome: 'not-eligible', why };
  if (full) return { outcome: 'waiting-list' };
  return { outcome: isGrantedAtOnce(service) ? 'grant' : 'form' };
}

/** Whether nobody decides: the structure opened the service to all who are eligible, or made a list of them beforehand. */
export function isGrantedAtOnce(service: Pick<Service, 'accessMode'>): boolean {
  return service.accessMode === 'open' || service.accessMode === 'members-only';
}

/** The first rule that stands in the way; null when none does. */
export function ineligibilityOf(service: EligibilityRules, asker: Asker): Ineligibility | null {
  const audience = asker.organisationKind === null ? 'residents' : 'organisations';
  if (service.audiences.length > 0 && !service.audiences.includes(audience)) return 'audience';
  if (asker.commune === null) return 'commune-unknown';
  if (!asker.commune.served) return 'commune-not-served';
  if (service.eligibleCommunes.length > 0 && !service.eligibleCommunes.includes(asker.commune.inseeCode))
    return 'commune';
  if (
    asker.organisationKind !== null &&
    service.eligibleKinds.length > 0 &&
    !service.eligibleKinds.includes(asker.organisationKind)
  )
    return 'kind';
  if (service.accessMode === 'members-only' && !asker.member) return 'members-only';
  return null;
}
