import { Inject, Injectable } from '@nestjs/common';
import { AppError, DAY, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, Not, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Holdings } from '../holdings.service.js';
import { renewed } from '../renewal/renewal-steps.js';
import { Renewal } from '../renewal/renewal.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { ClosureMails } from './closure-mails.service.js';
import { SubscriptionExports } from './exports/subscription-exports.service.js';
import { SubscriptionClosure, type ClosureCause } from './subscription-closure.entity.js';

/** A subscription that can still be ended, and how many people it is for. */
export interface EndingSubject {
  readonly subscription: Subscription;
  readonly people: number;
  readonly endsAt: Date;
}

export interface Announcement {
  readonly cause: ClosureCause;
  readonly endsAt: Date;
  readonly reason?: string;
}

/** The end of a subscription: announced with a date, called back until then, carried out. */
@Injectable()
export class Closures {
  constructor(
    private readonly database: DataSource,
    private readonly holdings: Holdings,
    private readonly subscriptions: SubscriptionsService,
    private readonly exports: SubscriptionExports,
    private readonly mails: ClosureMails,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** @throws AppError `not-found` for what is not the actor's to end, or has ended */
  async subject(actor: Actor, id: string): Promise<EndingSubject> {
    const subscription = await this.holdings.owned(actor, id);
    if (subscription.status === 'ended') throw new AppError(NOT_FOUND);
    const { organisationId } = subscription;
    const people = organisationId === null ? 1 : await this.database.manager.countBy(Membership, { organisationId });
    return { subscription, people, endsAt: this.endOfCountdown() };
  }

  /** The closure that goes on or is over, if there is one. */
  async goingOn(subscriptionId: string, manager = this.database.manager): Promise<SubscriptionClosure | null> {
    return manager.findOneBy(SubscriptionClosure, { subscriptionId, status: Not('called-back') });
  }

  /**
   * At the holder's wish. Sending it twice changes nothing.
   * @throws AppError `not-found` for what is not the actor's to end
   */
  async begin(actor: Actor, id: string): Promise<SubscriptionClosure> {
    return inTransaction(this.database, async (manager) => {
      const subscription = await this.holdings.owned(actor, id, manager);
      const announced = { cause: 'holder', endsAt: this.endOfCountdown() } as const;
      const { closure, isNew } = await this.announce(manager, subscription, announced);
      if (isNew) await this.mails.tell(manager, subscription, 'announced', closure.endsAt, { by: actor.displayName });
      return closure;
    });
  }

  /**
   * In the caller's transaction, which tells people. One that counts already goes on as it is. What the tool can give is copied at
   * once, so that there is time to look at it. `subscription` comes with its service.
   */
  async announce(
    manager: EntityManager,
    subscription: Subscription,
    { cause, endsAt, reason = '' }: Announcement,
  ): Promise<{ readonly closure: SubscriptionClosure; readonly isNew: boolean }> {
    await this.lock(manager, subscription.id);
    const known = await this.goingOn(subscription.id, manager);
    if (known !== null) return { closure: known, isNew: false };
    const closure = manager.create(SubscriptionClosure, {
      id: newId(this.clock, this.randomness),
      subscriptionId: subscription.id,
      cause,
      reason,
      status: 'counting',
      announcedAt: this.clock.now(),
      endsAt,
      remindedAt: null,
      ticked: [],
      emptiedAt: null,
      receipt: null,
      receiptKey: null,
    });
    await manager.insert(SubscriptionClosure, closure as never);
    await this.exports.keepAfter(manager, subscription.id, endsAt);
    await this.exports.add(manager, subscription);
    return { closure, isNew: true };
  }

  /** The holder changed their mind. What operators decided, or follows from a removal, is not theirs to call back here: `decided`. */
  async callBack(actor: Actor, id: string): Promise<Result<void, 'decided' | 'over'>> {
    return inTransaction(this.database, async (manager) => {
      const subscription = await this.holdings.owned(actor, id, manager);
      await this.lock(manager, id);
      const closure = await this.goingOn(id, manager);
      if (closure === null) return ok(undefined);
      if (closure.status !== 'counting') return fail('over');
      if (closure.cause === 'operator' || closure.cause === 'left') return fail('decided');
      await this.stopCounting(manager, closure);
      await this.mails.tell(manager, subscription, 'calledBack', null, { by: actor.displayName });
      return ok(undefined);
    });
  }

  /** In the caller's transaction: the subscription goes on as if nothing had been said, and opens again if it was suspended for it. */
  async stopCounting(manager: EntityManager, { id, cause, subscriptionId }: SubscriptionClosure): Promise<void> {
    await manager.update(SubscriptionClosure, { id }, { status: 'called-back' });
    if (cause === 'operator') await this.subscriptions.resume(manager, subscriptionId, 'operator');
    if (cause === 'not-renewed') {
      const now = this.clock.now();
      await manager.update(Renewal, { subscriptionId }, { ...renewed(now), confirmedAt: now });
      await this.subscriptions.resume(manager, subscriptionId, 'renewal');
    }
    await this.exports.keepAfter(manager, subscriptionId, this.clock.now());
  }

  /** What the holder did already, by the names of the steps; it is for themselves alone. */
  async tick(actor: Actor, id: string, ticked: readonly string[]): Promise<void> {
    await this.holdings.managed(actor, id);
    const counting = { subscriptionId: id, status: 'counting' as const };
    await this.database.getRepository(SubscriptionClosure).update(counting, { ticked: [...ticked] });
  }

  /** The holder does not want to wait for the date. Sending it twice changes nothing. */
  async finish(actor: Actor, id: string): Promise<Subscription> {
    return inTransaction(this.database, async (manager) => {
      const subscription = await this.holdings.owned(actor, id, manager);
      await this.carryOut(manager, subscription);
      return subscription;
    });
  }

  /**
   * In the caller's transaction: ends a subscription whose countdown is on, whatever its date, and tells people. The tool is emptied by its
   * job, and the receipt follows that.
   */
  async carryOut(manager: EntityManager, subscription: Subscription): Promise<void> {
    await this.lock(manager, subscription.id);
    const closure = await this.goingOn(subscription.id, manager);
    if (closure === null) throw new AppError(NOT_FOUND);
    if (closure.status !== 'counting') return;
    const endsAt = this.clock.now();
    await manager.update(SubscriptionClosure, { id: closure.id }, { status: 'ended', endsAt });
    await this.exports.keepAfter(manager, subscription.id, endsAt);
    await this.subscriptions.end(manager, subscription.id);
    await this.mails.tell(manager, subscription, 'over');
  }

  /** When the content of what its holder ends now goes. */
  endOfCountdown(): Date {
    return new Date(this.clock.now().getTime() + this.settings.closureDays * DAY);
  }

  private async lock(manager: EntityManager, id: string): Promise<void> {
    await manager.findOneOrFail(Subscription, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }
}
