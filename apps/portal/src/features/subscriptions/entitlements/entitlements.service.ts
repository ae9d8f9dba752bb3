import { Injectable } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { poolOf } from '../../../platform/database/migrate.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Account } from '../../accounts/account.entity.js';
import { Service } from '../../catalogue/service.entity.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { Eligibilities } from '../../requests/asking/eligibilities.service.js';
import { hasSeat } from '../plans/seats.js';
import type { Holder } from '../subscriptions.service.js';
import type { SubscriptionStatus } from '../subscription.entity.js';
export { denialReasons } from './entitlement.js';
import { decideEntitlement, type Entitlement, type EntitlementFacts, type Right } from './entitlement.js';

interface HeldRow {
  readonly id: string;
  readonly status: SubscriptionStatus;
  readonly quota: string | null;
  readonly organisationId: string | null;
  readonly organisationName: string | null;
  /** Null for one's own, and for what an organisation is asked about itself. */
  readonly seated: boolean | null;
  readonly membershipRole: 'owner' | 'manager' | 'member' | null;
}

/**
 * In SQL, whether an account in order has an active right to a service; for who asks the database about both anyway.
 * `service` and `account` are expressions of ours, never input.
 */
export function holdsRight(service: string, account: string): string {
  return `EXISTS (
    SELECT 1 FROM account holder
    JOIN subscription ON subscription.service_id = ${service} AND subscription.status = 'active'
    LEFT JOIN membership ON membership.organisation_id = subscription.organisation_id AND membership.account_id = holder.id
    LEFT JOIN organisation ON organisation.id = membership.organisation_id AND organisation.closed_at IS NULL
    LEFT JOIN plan ON plan.id = subscription.plan_id
    WHERE holder.id = ${account} AND holder.confirmed_at IS NOT NULL AND holder.suspended_at IS NULL
      AND holder.delete_after IS NULL AND (subscription.account_id = holder.id
        OR (organisation.id IS NOT NULL AND ${hasSeat('membership', 'plan.most_members')})))`;
}

/**
 * Reads what `decideEntitlement` looks at. Two queries for somebody who may use the service, as sign-in asks it each time; the rest
 * is read only to say why not.
 */
@Injectable()
export class Entitlements {
  constructor(
    private readonly database: DataSource,
    private readonly eligibilities: Eligibilities,
  ) {}

  /**
   * May this account or organisation use the service now? Somebody unknown gets a reason, like anybody else.
   * @throws AppError `not-found` when there is no such service.
   */
  async of(serviceId: string, holder: Holder): Promise<Entitlement> {
    const { manager } = this.database;
    const service = await manager.findOne(Service, { where: { id: serviceId }, relations: { structure: true } });
    if (service === null) throw new AppError(NOT_FOUND);
    const shortFacts: EntitlementFacts = {
      service: {
        slug: service.slug,
        accessMode: service.accessMode,
        open: service.published && service.structure!.active,
      },
      holder: await this.stateOf(holder),
      active: [],
      unseated: false,
      suspended: false,
      ended: false,
      request: null,
      ineligibility: null,
    };
    if (shortFacts.holder.state !== 'good') return decideEntitlement(shortFacts);
    const held = await this.held(serviceId, holder);
    const active = held.filter(({ status }) => status === 'active');
    const facts = {
      ...shortFacts,
      active: active.filter(({ seated }) => seated !== false).map(rightOf),
      unseated: active.some(({ seated }) => seated === false),
      suspended: held.some(({ status }) => status === 'suspended'),
      ended: held.some(({ status }) => status === 'ended'),
    };
    if (facts.active.length > 0) return decideEntitlement(facts);
    return decideEntitlement({
      ...facts,
      request: await this.requestOf(serviceId, holder),
      ineligibility: await this.eligibilities.ineligibility(manager, service, holder),
    });
  }

  /**
   * Whether an account in order has an active right to the service: then `of` allows it as well. One question, for sign-in, which asks
   * each time; it says nothing of services that need no subscription.
   */
  async holds(serviceId: string, accountId: string): Promise<boolean> {
    const query = {
      name: 'entitlement-holds',
      text: `SELECT ${holdsRight('$1::uuid', '$2::uuid')} AS holds`,
      values: [serviceId, accountId],
    };
    const { rows } = await poolOf(this.database).query<{ holds: boolean }>(query);
    return rows[0]!.holds;
  }

  private async stateOf(holder: Holder): Promise<EntitlementFacts['holder']> {
    if ('organisationId' in holder) {
      const organisation = await this.database
        .getRepository(Organisation)
        .findOne({ select: { id: true, closedAt: true }, where: { id: holder.organisationId } });
      const state = organisation === null ? 'unknown' : organisation.closedAt === null ? 'good' : 'closed';
      return { kind: 'organisation', state };
    }
    const account = await this.database.getRepository(Account).findOneBy({ id: holder.accountId });
    return { kind: 'account', state: stateOfAccount(account) };
  }

  private held(serviceId: string, holder: Holder): Promise<HeldRow[]> {
    const [account, organisation] =
      'accountId' in holder ? [holder.accountId, null] : [null, holder.organisationId as string];
    return this.database.query(
      `SELECT subscription.id, subscription.status, subscription.quota, organisation.id AS "organisationId",
         organisation.name AS "organisationName", membership.role AS "membershipRole",
         CASE WHEN membership.id IS NOT NULL THEN ${hasSeat('membership', 'plan.most_members')} END AS seated
       FROM subscription
       LEFT JOIN organisation ON organisation.id = subscription.organisation_id AND organisation.closed_at IS NULL
       LEFT JOIN membership ON membership.organisation_id = organisation.id AND membership.account_id = $2
       LEFT JOIN plan ON plan.id = subscription.plan_id
       WHERE subscription.service_id = $1
         AND (subscription.account_id = $2 OR subscription.organisation_id = $3 OR membership.id IS NOT NULL)
       ORDER BY subscription.organisation_id IS NOT NULL, subscription.started_at, subscription.id`,
      [serviceId, account, organisation],
    );
  }

  /** A person sees their own requests and those of organisations that they own or manage. */
  private async requestOf(serviceId: string, holder: Holder): Promise<EntitlementFacts['request']> {
    const [account, organisation] =
      'accountId' in holder ? [holder.accountId, null] : [null, holder.organisationId as string];
    const [row] = await this.database.query<{ id: string; status: string; waits: boolean }[]>(
      `SELECT id, status, waiting_list_since IS NOT NULL AS waits FROM service_request
       WHERE service_id = $1 AND status IN ('submitted', 'waiting-for-requester', 'refused')
         AND ((account_id = $2 AND organisation_id IS NULL) OR organisation_id = $3 OR organisation_id IN
           (SELECT organisation_id FROM membership WHERE account_id = $2 AND role IN ('owner', 'manager')))
       ORDER BY status = 'refused', created_at DESC LIMIT 1`,
      [serviceId, account, organisation],
    );
    if (row === undefined) return null;
    if (row.status === 'refused') return { id: row.id, state: 'refused' };
    return { id: row.id, state: row.waits ? 'waiting-list' : 'pending' };
  }
}

function stateOfAccount(account: Account | null): 'unknown' | 'unconfirmed' | 'suspended' | 'closing' | 'good' {
  if (account === null) return 'unknown';
  if (account.suspendedAt !== null) return 'suspended';
  if (account.confirmedAt === null) return 'unconfirmed';
  return account.deleteAfter === null ? 'good' : 'closing';
}

function rightOf(row: HeldRow): Right {
  return {
    subscriptionId: row.id,
    organisation: row.organisationId === null ? null : { id: row.organisationId, name: row.organisationName ?? '' },
    role: row.membershipRole === 'member' ? 'member' : 'manager',
    quota: row.quota === null ? null : Number(row.quota),
  };
}
