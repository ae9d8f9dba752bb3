import type { Locale } from '../i18n/locales.js';

/** Who acts: every use case takes it first. */
export interface Actor {
  readonly accountId: string;
  readonly displayName: string;
  readonly email: string;
  readonly locale: Locale;
  readonly communeId: string | null;
  readonly administrator: boolean;
  /** Ids of the structures of which the account is an operator. */
  readonly structures: readonly string[];
  /** Ids of the communes of which the account is an editor. */
  readonly communes: readonly string[];
  /** By when a role wants a second factor that the account does not have yet; null when nothing is owed. */
  readonly secondFactorDue: Date | null;
  /** Network address of the request, for the audit log. */
  readonly address: string;
}

/** Whether the actor may act for this structure. Administrators set the portal up; they do not decide for structures. */
export function operates(actor: Actor, structureId: string): boolean {
  return actor.structures.includes(structureId);
}

/** Whether the actor keeps this commune's commitments. */
export function edits(actor: Actor, communeId: string): boolean {
  return actor.communes.includes(communeId);
}

/** Whether the actor has a power beyond those of every account. */
export function hasRole(actor: Actor): boolean {
  return actor.administrator || actor.structures.length > 0 || actor.communes.length > 0;
}
