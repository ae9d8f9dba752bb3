import { Injectable } from '@nestjs/common';
import type { Door, OidcPorts, PersonalClaims, PersonalScope } from '@ronron/oidc';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { poolOf } from '../../../platform/database/migrate.js';
import { Admissions } from '../clients/admissions.service.js';
import { OidcConsent } from '../clients/oidc-consent.entity.js';
import type { Entitlement, Right } from '../../subscriptions/entitlements/entitlement.js';
import { currentUnit, rightTo, type KnownAccount } from '../storage/request-unit.js';
import { Entitlements } from '../../subscriptions/entitlements/entitlements.service.js';

const ACTIVE = `SELECT display_name AS "displayName", locale, email FROM account
  WHERE id = $1 AND confirmed_at IS NOT NULL AND suspended_at IS NULL AND delete_after IS NULL`;

/** What the provider may know and tell of people. */
@Injectable()
export class SsoAccounts implements NonNullable<OidcPorts['accounts']> {
  private readonly pool: Pool;

  constructor(
    private readonly database: DataSource,
    private readonly entitlements: Entitlements,
    private readonly admissions: Admissions,
  ) {
    this.pool = poolOf(database);
  }

  async isActive(accountId: string): Promise<boolean> {
    return (await this.active(accountId)) !== null;
  }

  /** Asked at each sign-in; `decide` says why not. */
  async mayUse(accountId: string, { id, serviceId, restricted }: Door): Promise<boolean> {
    if (serviceId === null) return !restricted || (await this.admissions.admits(id, accountId));
    if (currentUnit()?.rights.has(rightTo(serviceId, accountId))) return true;
    if (await this.entitlements.holds(serviceId, accountId)) return true;
    return (await this.decide(accountId, serviceId)).allowed;
  }

  async decide(accountId: string, serviceId: string | null): Promise<Entitlement> {
    if (serviceId === null) return { allowed: true, role: 'member', quota: null, rights: [] };
    return this.entitlements.of(serviceId, { accountId });
  }

  async claims(
    accountId: string,
    serviceId: string | null,
    scopes: ReadonlySet<string>,
  ): Promise<Partial<PersonalClaims>> {
    const told: { -readonly [Claim in keyof PersonalClaims]?: PersonalClaims[Claim] } = {};
    if (scopes.has('profile') || scopes.has('email')) {
      const account = await this.active(accountId);
      if (account === null) return {};
      Object.assign(told, { name: account.displayName, locale: account.locale });
      // Only who read a mail sent there has a confirmed account.
      Object.assign(told, { email: account.email, email_verified: true });
    }
    if (scopes.has('groups') || scopes.has('quota') || scopes.has('subscriptions')) {
      const decision = await this.decide(accountId, serviceId);
      const rights = decision.allowed ? decision.rights : [];
      Object.assign(told, { groups: groupsOf(rights), 'ronron:subscriptions': rights.map(subscriptionOf) });
      if (decision.allowed && decision.quota !== null) told.quota = String(decision.quota);
    }
    return told;
  }

  async agreed(accountId: string, clientId: string, scopes: readonly string[]): Promise<boolean> {
    const consent = await this.database.getRepository(OidcConsent).findOneBy({ accountId, clientId });
    return consent !== null && scopes.every((scope) => consent.scopes.includes(scope as PersonalScope));
  }

  /** Came with the token that the request is about, most of the time. */
  private async active(accountId: string): Promise<KnownAccount | null> {
    const known = currentUnit()?.accounts.get(accountId);
    if (known !== undefined) return known;
    const query = { name: 'sso-account', text: ACTIVE, values: [accountId] };
    return (await this.pool.query<KnownAccount>(query)).rows[0] ?? null;
  }
}

/** Only organisations by which the person uses this very service: the others are no business of it. */
function groupsOf(rights: readonly Right[]): string[] {
  return rights.flatMap(({ organisation, role }) =>
    organisation === null ? [] : [organisation.id, ...(role === 'manager' ? [`${organisation.id}:manager`] : [])],
  );
}

function subscriptionOf(right: Right): PersonalClaims['ronron:subscriptions'][number] {
  return {
    id: right.subscriptionId,
    organisation: right.organisation?.name ?? null,
    role: right.role,
    quota: right.quota,
  };
}
