import type { DesiredState, HeldElsewhere } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { hasSeat } from '../subscriptions/plans/seats.service.js';

interface HeldRow {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly quota: string | null;
}

/** For tools where a person's one account serves all their subscriptions: who keeps it, whatever becomes of one of these. */
@Injectable()
export class SharedAccounts {
  constructor(private readonly database: DataSource) {}

  /** The same states, of one service, with those of their people who have it by another active subscription. */
  async addTo(serviceId: string, wanted: readonly DesiredState[]): Promise<DesiredState[]> {
    const ids = wanted.map(({ subscriptionId }) => subscriptionId);
    const members = [...new Set(wanted.flatMap((one) => one.members.map(({ accountId }) => accountId)))];
    const held = await this.held(serviceId, ids, members);
    return wanted.map((one) => {
      const elsewhere = new Map<string, HeldElsewhere>();
      for (const { accountId, subscriptionId, quota } of held) {
        if (subscriptionId === one.subscriptionId) continue;
        const before = elsewhere.get(accountId);
        const bytes = quota === null || before?.quotaBytes === null ? null : Number(quota);
        elsewhere.set(accountId, {
          accountId,
          quotaBytes: bytes === null ? null : Math.max(bytes, before?.quotaBytes ?? 0),
        });
      }
      return { ...one, elsewhere: [...elsewhere.values()] };
    });
  }

  /** What is active for the members of these subscriptions and for those who left them. */
  private held(serviceId: string, ids: readonly string[], members: readonly string[]): Promise<HeldRow[]> {
    return this.database.query<HeldRow[]>(
      `WITH person AS (
         SELECT unnest($3::uuid[]) AS id
         UNION SELECT account_id FROM access_removal WHERE subscription_id = ANY($2) AND account_id IS NOT NULL)
       SELECT account.id AS "accountId", subscription.id AS "subscriptionId", subscription.quota
       FROM person JOIN account ON account.id = person.id AND account.suspended_at IS NULL AND account.delete_after IS NULL
       JOIN subscription ON subscription.service_id = $1 AND subscription.status = 'active'
       LEFT JOIN plan ON plan.id = subscription.plan_id
       LEFT JOIN membership ON membership.organisation_id = subscription.organisation_id AND membership.account_id = account.id
       WHERE subscription.account_id = account.id OR (membership.id IS NOT NULL AND ${hasSeat('membership', 'plan.most_members')})`,
      [serviceId, ids, members],
    );
  }
}
