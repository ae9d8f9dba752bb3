import type { AccessMode } from '../../catalogue/service.entity.js';
import type { Ineligibility } from '../../requests/asking/eligibility.js';

/** Why somebody may not use a service. Services and the sign-in page know these words: none is ever renamed. */
export const denialReasons = [
  'account-unknown',
  'account-unconfirmed',
  'account-suspended',
  'account-closing',
  'organisation-unknown',
  'organisation-closed',
  'subscription-suspended',
  'no-seat',
  'request-pending',
  'waiting-list',
  'service-closed',
  'commune-unknown',
  'commune-not-served',
  'commune-not-eligible',
  'audience-not-eligible',
  'kind-not-eligible',
  'members-only',
  'request-refused',
  'subscription-ended',
  'no-subscription',
] as const;
export type DenialReason = (typeof denialReasons)[number];

export type EntitlementRole = 'manager' | 'member';

/** An active subscription by which somebody uses the service. */
export interface Right {
  readonly subscriptionId: string;
  /** Null for one's own. */
  readonly organisation: { readonly id: string; readonly name: string } | null;
  /** What one may do in the tool with it: who holds it, owns or manages its organisation is a manager. */
  readonly role: EntitlementRole;
  /** Bytes; null where the tool has none. */
  readonly quota: number | null;
}

export type Entitlement =
  | {
      readonly allowed: true;
      /** The highest of the rights; `member` where nobody needs a subscription. */
      readonly role: EntitlementRole;
      /** Bytes of one's own right, else of the first organisation's; null where there is none. */
      readonly quota: number | null;
      /** One's own first. Empty for a service that is open without an account. */
      readonly rights: readonly Right[];
    }
  | {
      readonly allowed: false;
      readonly reason: DenialReason;
      /** Path of the portal's page that helps, without its language. */
      readonly link: string;
    };

/** What the decision looks at. */
export interface EntitlementFacts {
  readonly service: {
    readonly slug: string;
    readonly accessMode: AccessMode;
    /** Offered now: published, by a structure that is active. */
    readonly open: boolean;
  };
  readonly holder:
    | { readonly kind: 'account'; readonly state: 'unknown' | 'unconfirmed' | 'suspended' | 'closing' | 'good' }
    | { readonly kind: 'organisation'; readonly state: 'unknown' | 'closed' | 'good' };
  /** Own first, then those of organisations by their date. */
  readonly active: readonly Right[];
  /** Their organisation has it, under a plan for fewer people than it has members. */
  readonly unseated: boolean;
  readonly suspended: boolean;
  readonly ended: boolean;
  /** The newest request that still asks or was the last to be answered; drafts are none. */
  readonly request: { readonly id: string; readonly state: 'pending' | 'waiting-list' | 'refused' } | null;
  /** What would keep the holder from asking; null when nothing does. */
  readonly ineligibility: Ineligibility | null;
}

/**
 * May this account or organisation use this service? The one answer to it: sign-in at the OpenID provider, `/api/v1/entitlements`
 * and pages all take it from here. What was granted holds until it ends, also when the service is no longer offered to others.
 */
export function decideEntitlement(facts: EntitlementFacts): Entitlement {
  const { service, holder, active, request } = facts;
  if (holder.state !== 'good') return denied(`${holder.kind}-${holder.state}` as DenialReason, facts);
  if (active.length > 0) return allowedBy(active);
  if (facts.unseated) return denied('no-seat', facts);
  if (facts.suspended) return denied('subscription-suspended', facts);
  if (service.accessMode === 'without-account' && service.open)
    return { allowed: true, role: 'member', quota: null, rights: [] };
  if (request?.state === 'pending') return denied('request-pending', facts);
  if (request?.state === 'waiting-list') return denied('waiting-list', facts);
  if (!service.open) return denied('service-closed', facts);
  if (facts.ineligibility !== null) return denied(REASON_OF[facts.ineligibility], facts);
  if (request?.state === 'refused') return denied('request-refused', facts);
  return denied(facts.ended ? 'subscription-ended' : 'no-subscription', facts);
}

const REASON_OF = {
  audience: 'audience-not-eligible',
  'commune-unknown': 'commune-unknown',
  'commune-not-served': 'commune-not-served',
  commune: 'commune-not-eligible',
  kind: 'kind-not-eligible',
  'members-only': 'members-only',
} as const satisfies Record<Ineligibility, DenialReason>;

function allowedBy(rights: readonly Right[]): Entitlement {
  return {
    allowed: true,
    role: rights.some(({ role }) => role === 'manager') ? 'manager' : 'member',
    quota: rights[0]!.quota,
    rights,
  };
}

function denied(reason: DenialReason, facts: EntitlementFacts): Entitlement {
  return { allowed: false, reason, link: linkFor(reason, facts) };
}

/** The page from which somebody who was refused goes on. */
export function linkFor(
  reason: DenialReason,
  { service, request }: Pick<EntitlementFacts, 'service' | 'request'>,
): string {
  switch (reason) {
    case 'account-unknown':
      return '/inscription';
    case 'account-unconfirmed':
    case 'account-closing':
      return '/connexion';
    case 'account-suspended':
      return '/aide';
    case 'no-seat':
    case 'organisation-unknown':
    case 'organisation-closed':
      return '/organisations';
    case 'subscription-suspended':
      return `/aide?service=${service.slug}`;
    case 'request-pending':
    case 'waiting-list':
    case 'request-refused':
      return `/demandes/${request!.id}`;
    case 'service-closed':
      return '/services';
    case 'commune-unknown':
      return '/compte';
    default:
      return `/services/${service.slug}/demande`;
  }
}
