import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock, type Logger } from '@ronron/kernel';
import { DataSource, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { CLOCK, LOGGER } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Subscription } from '../subscription.entity.js';
import { ClosureMails } from './closure-mails.service.js';
import { Closures } from './closures.service.js';
import { canExport } from './exports/can-export.js';
import { SubscriptionExports } from './exports/subscription-exports.service.js';
import { MovedOutClosures } from './moved-out-closures.service.js';
import { SubscriptionClosure } from './subscription-closure.entity.js';

/** People are reminded so many days before the end, and never emptied without that notice. */
const REMINDED_DAYS_BEFORE = 7;

/** A last copy is of use when it was begun so shortly before the end. */
const FRESH = DAY;

/** An end waits so long for a copy that does not come about: operators see it on their desk meanwhile. */
export const WAITS_FOR_COPY = 14 * DAY;

/** Carries out the ends whose countdown is over. */
@Injectable()
export class ClosureClock implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly closures: Closures,
    private readonly movedOut: MovedOutClosures,
    private readonly exports: SubscriptionExports,
    private readonly mails: ClosureMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('subscription-closures', '*/15 * * * *', () => this.run());
  }

  private async run(): Promise<void> {
    await this.movedOut.callBack();
    await this.movedOut.announce();
    const now = this.clock.now();
    const counting = this.database.getRepository(SubscriptionClosure);
    const soon = new Date(now.getTime() + REMINDED_DAYS_BEFORE * DAY);
    await this.each(
      await counting.findBy({ status: 'counting', endsAt: LessThanOrEqual(soon), remindedAt: IsNull() }),
      (id) => this.remind(id),
    );
    await this.each(await counting.findBy({ status: 'counting', endsAt: LessThanOrEqual(now) }), (id) => this.end(id));
  }

  /** Each in a transaction of its own: one that fails keeps nobody else. */
  private async each(closures: readonly SubscriptionClosure[], work: (id: string) => Promise<void>): Promise<void> {
    for (const { id, subscriptionId } of closures) {
      await work(id).catch((error: unknown) => this.logger.error({ err: error, subscriptionId }, 'a closure failed'));
    }
  }

  /** A portal that did not run on the day reminds late, and the end waits as long: nobody loses what they were not told of. */
  private async remind(id: string): Promise<void> {
    await this.counting(id, async (manager, closure, subscription) => {
      if (closure.remindedAt !== null) return;
      const remindedAt = this.clock.now();
      // A countdown shorter than the notice was announced with its date.
      const notice = Math.min(REMINDED_DAYS_BEFORE * DAY, closure.endsAt.getTime() - closure.announcedAt.getTime());
      const endsAt = new Date(Math.max(closure.endsAt.getTime(), remindedAt.getTime() + notice));
      await manager.update(SubscriptionClosure, { id }, { remindedAt, endsAt });
      await this.exports.keepAfter(manager, subscription.id, endsAt);
      await this.mails.tell(manager, subscription, 'soon', endsAt);
    });
  }

  private async end(id: string): Promise<void> {
    await this.counting(id, async (manager, closure, subscription) => {
      if (closure.endsAt > this.clock.now()) return;
      if (await this.waitsForCopy(manager, closure, subscription)) return;
      await this.closures.carryOut(manager, subscription);
    });
  }

  /** Asks for a last copy, and waits for it for some time. */
  private async waitsForCopy(
    manager: EntityManager,
    closure: SubscriptionClosure,
    subscription: Subscription,
  ): Promise<boolean> {
    if (!canExport(subscription)) return false;
    if (this.clock.now().getTime() - closure.endsAt.getTime() >= WAITS_FOR_COPY) return false;
    const [last] = await this.exports.of(subscription.id);
    const fresh = last !== undefined && last.askedAt.getTime() >= closure.endsAt.getTime() - FRESH;
    if (fresh && last.status === 'ready') return false;
    // A failed one is tried again each day.
    const rested = !fresh || this.clock.now().getTime() - last.askedAt.getTime() >= DAY;
    if (rested) await this.exports.add(manager, subscription);
    return true;
  }

  /** Locks the closure that still counts, with its subscription. */
  private async counting(
    id: string,
    work: (manager: EntityManager, closure: SubscriptionClosure, subscription: Subscription) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const { subscriptionId } = await manager.findOneByOrFail(SubscriptionClosure, { id });
      // The order in which pages lock: subscription, then closure.
      await manager.findOneOrFail(Subscription, { where: { id: subscriptionId }, lock: { mode: 'pessimistic_write' } });
      const closure = await manager.findOneBy(SubscriptionClosure, { id, status: 'counting' });
      if (closure === null) return;
      const subscription = await manager.findOneOrFail(Subscription, {
        where: { id: subscriptionId },
        relations: { service: { structure: true }, organisation: true },
      });
      await work(manager, closure, subscription);
    });
  }
}
