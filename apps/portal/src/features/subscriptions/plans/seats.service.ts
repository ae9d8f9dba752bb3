import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { hasSeat } from './seats.js';

export { hasSeat, seatedAmong } from './seats.js';

/** Who has no seat where an organisation has more members than its plan is for. */
@Injectable()
export class Seats {
  constructor(private readonly database: DataSource) {}

  /** The account's subscriptions, through its organisations, in which there is no seat for it. */
  async missingFor(accountId: string): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ id: string }[]>(
      `SELECT subscription.id FROM subscription
       JOIN membership ON membership.organisation_id = subscription.organisation_id AND membership.account_id = $1
       JOIN plan ON plan.id = subscription.plan_id
       WHERE subscription.status <> 'ended' AND NOT ${hasSeat('membership', 'plan.most_members')}`,
      [accountId],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
