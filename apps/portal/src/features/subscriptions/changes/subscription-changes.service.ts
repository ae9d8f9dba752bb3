import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { operates, type Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Plans } from '../../catalogue/plans/plans.service.js';
import { UsageHistory } from '../../usage/usage-history.service.js';
import { Holdings } from '../holdings.service.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { ChangeMails } from './change-mails.service.js';
import { SubscriptionChange } from './subscription-change.entity.js';

export interface Wish {
  readonly planId: string | null;
  /** Bytes; null: what the plan gives. */
  readonly quota: number | null;
  readonly reason: string;
}

export interface Granted {
  readonly planId: string | null;
  /** Bytes; null: what the plan gives, else the service. */
  readonly quota: number | null;
  readonly word: string;
  /** Whether less than what is used is meant. */
  readonly lower: boolean;
  readonly seen: string;
}

export type NotChanged = 'changed' | 'unknown-plan' | 'below-usage';

/** Holders ask for another plan or more space; operators decide, or change it on their own. The subscription is locked each time. */
@Injectable()
export class SubscriptionChanges {
  constructor(
    private readonly database: DataSource,
    private readonly holdings: Holdings,
    private readonly subscriptions: SubscriptionsService,
    private readonly plans: Plans,
    private readonly usage: UsageHistory,
    private readonly mails: ChangeMails,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** @throws AppError `not-found` for who does not manage the subscription, or when it has ended. */
  async ask(actor: Actor, id: string, wish: Wish): Promise<Result<void, 'waiting' | 'unknown-plan'>> {
    return inTransaction(this.database, async (manager) => {
      const held = await this.holdings.managed(actor, id, manager);
      const subscription = await this.lock(manager, id);
      if (await manager.existsBy(SubscriptionChange, { subscriptionId: id, status: 'waiting' })) return fail('waiting');
      const { serviceId } = subscription;
      if (wish.planId !== null && (await this.plans.choosable(manager, serviceId, wish.planId)) === null)
        return fail('unknown-plan');
      const change = manager.create(SubscriptionChange, {
        id: newId(this.clock, this.randomness),
        subscriptionId: id,
        askedById: actor.accountId,
        reason: wish.reason,
        wishedPlanId: wish.planId,
        wishedQuota: wish.quota,
        status: 'waiting',
        createdAt: this.clock.now(),
      });
      await manager.insert(SubscriptionChange, change as never);
      await this.mails.asked(manager, held, actor.displayName, wish.reason);
      return ok(undefined);
    });
  }

  /** Takes back what was asked and not answered yet; twice changes nothing. */
  async withdraw(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      await this.holdings.managed(actor, id, manager);
      await this.lock(manager, id);
      await manager.update(SubscriptionChange, { subscriptionId: id, status: 'waiting' }, { status: 'withdrawn' });
    });
  }

  /** Another plan or quota, by an operator; grants what waits. Less than is used wants a word that it is meant. */
  async grant(actor: Actor, id: string, granted: Granted): Promise<Result<void, NotChanged>> {
    return inTransaction(this.database, async (manager) => {
      const { subscription, waiting } = await this.toDecide(manager, actor, id);
      if (seenOf(subscription, waiting) !== granted.seen) return fail('changed');
      const { planId, quota } = granted;
      const plan = planId === null ? null : await this.plan(manager, subscription, planId);
      if (planId !== null && plan === null) return fail('unknown-plan');
      const usual = subscription.service!.defaultQuota;
      const used = (await this.usage.latestOf(id))?.bytes ?? 0;
      if (!granted.lower && (quota ?? plan?.quota ?? usual ?? Infinity) < used) return fail('below-usage');
      const before = { planId: subscription.planId, quota: subscription.quota };
      await this.subscriptions.changePlan(manager, id, plan, quota, usual);
      const after = { planId, quota: quota ?? plan?.quota ?? usual };
      if (waiting !== null) await this.close(manager, actor, waiting, 'granted', granted.word);
      await this.record(manager, actor, subscription, 'subscription.changed', before, after);
      await this.mails.changed(manager, subscription, plan?.name ?? null, after.quota, granted.word);
      return ok(undefined);
    });
  }

  /** Says no to what waits, and why. */
  async refuse(actor: Actor, id: string, answer: string, seen: string): Promise<Result<void, 'changed'>> {
    return inTransaction(this.database, async (manager) => {
      const { subscription, waiting } = await this.toDecide(manager, actor, id);
      if (waiting === null || seenOf(subscription, waiting) !== seen) return fail('changed');
      await this.close(manager, actor, waiting, 'refused', answer);
      await this.record(manager, actor, subscription, 'subscription.change-refused', {}, { change: waiting.id });
      await this.mails.refused(manager, subscription, answer);
      return ok(undefined);
    });
  }

  /** What waits for the actor's decision, oldest first; for the desk. */
  async waitingFor(actor: Actor): Promise<SubscriptionChange[]> {
    return this.database
      .getRepository(SubscriptionChange)
      .createQueryBuilder('change')
      .innerJoinAndSelect('change.subscription', 'subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .leftJoinAndSelect('subscription.account', 'account')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where(`change.status = 'waiting' AND subscription.status <> 'ended'`)
      .andWhere('service.structure_id = ANY(:structures)', { structures: actor.structures })
      .orderBy('change.createdAt', 'ASC')
      .take(50)
      .getMany();
  }

  /** The plan that it has already may stay although it is no longer offered. */
  private async plan(manager: EntityManager, subscription: Subscription, planId: string) {
    if (planId === subscription.planId) return subscription.plan ?? null;
    return this.plans.choosable(manager, subscription.serviceId, planId);
  }

  private async toDecide(
    manager: EntityManager,
    actor: Actor,
    id: string,
  ): Promise<{ subscription: Subscription; waiting: SubscriptionChange | null }> {
    await this.lock(manager, id);
    const relations = { service: { structure: true }, plan: true, account: true, organisation: true };
    const subscription = await manager.findOneOrFail(Subscription, { where: { id }, relations });
    if (!operates(actor, subscription.service!.structureId)) throw new AppError(NOT_FOUND);
    const waiting = await manager.findOneBy(SubscriptionChange, { subscriptionId: id, status: 'waiting' });
    return { subscription, waiting };
  }

  private async lock(manager: EntityManager, id: string): Promise<Subscription> {
    const subscription = await manager.findOne(Subscription, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (subscription === null || subscription.status === 'ended') throw new AppError(NOT_FOUND);
    return subscription;
  }

  private async close(
    manager: EntityManager,
    actor: Actor,
    { id }: SubscriptionChange,
    status: 'granted' | 'refused',
    answer: string,
  ): Promise<void> {
    const decision = { status, answer, decidedAt: this.clock.now(), decidedById: actor.accountId };
    await manager.update(SubscriptionChange, { id }, decision);
  }

  private record(
    manager: EntityManager,
    actor: Actor,
    { id, service }: Subscription,
    action: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'subscription', id };
    return this.audit.record(manager, actor, { action, subject, structureId: service!.structureId, before, after });
  }
}

/** What a page showed, in a word that its form sends back. */
export function seenOf({ planId, quota }: Subscription, waiting: SubscriptionChange | null): string {
  return [planId ?? '', quota ?? '', waiting?.id ?? ''].join('/');
}
