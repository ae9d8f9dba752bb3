import { Inject, Injectable } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { Subscription } from '../subscription.entity.js';
import { Closures } from './closures.service.js';
import { SubscriptionClosure } from './subscription-closure.entity.js';

/** Those who moved away see the countdown of their services this long, with a first copy of what they hold. */
const ANNOUNCED_DAYS_BEFORE = 30;

/** The services of people who live in no commune of the portal any more end as others do: with notice, a last copy and a receipt. */
@Injectable()
export class MovedOutClosures {
  constructor(
    private readonly database: DataSource,
    private readonly closures: Closures,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Announces what ends soon. They were told of the date by mail when they said that they move, and are at the same time again. */
  async announce(): Promise<void> {
    const soon = new Date(this.clock.now().getTime() + ANNOUNCED_DAYS_BEFORE * DAY);
    const due = await this.database.query<{ id: string }[]>(
      `SELECT subscription.id FROM subscription JOIN account ON account.id = subscription.account_id
       WHERE account.moved_out_until <= $1 AND subscription.status <> 'ended' AND NOT EXISTS
         (SELECT 1 FROM subscription_closure WHERE subscription_id = subscription.id AND status <> 'called-back')`,
      [soon],
    );
    for (const { id } of due) await inTransaction(this.database, (manager) => this.announceOne(manager, id));
  }

  /** Takes back what was announced to people who live in a commune of the portal again. */
  async callBack(): Promise<void> {
    const returned = await this.database
      .getRepository(SubscriptionClosure)
      .createQueryBuilder('closure')
      .innerJoin('closure.subscription', 'subscription')
      .innerJoin('subscription.account', 'account')
      .where(`closure.status = 'counting' AND closure.cause = 'left' AND account.moved_out_until IS NULL`)
      .getMany();
    for (const { id, subscriptionId } of returned) {
      await inTransaction(this.database, async (manager) => {
        await lock(manager, subscriptionId);
        const closure = await manager.findOneBy(SubscriptionClosure, { id, status: 'counting' });
        if (closure !== null) await this.closures.stopCounting(manager, closure);
      });
    }
  }

  private async announceOne(manager: EntityManager, id: string): Promise<void> {
    await lock(manager, id);
    const subscription = await manager.findOneOrFail(Subscription, {
      where: { id },
      relations: { service: { structure: true }, organisation: true, account: true },
    });
    const endsAt = subscription.account?.movedOutUntil ?? null;
    // They may have come back meanwhile.
    if (endsAt === null || subscription.status === 'ended') return;
    await this.closures.announce(manager, subscription, { cause: 'left', endsAt });
  }
}

async function lock(manager: EntityManager, id: string): Promise<void> {
  await manager.findOneOrFail(Subscription, { where: { id }, lock: { mode: 'pessimistic_write' } });
}
