import { Inject, Injectable } from '@nestjs/common';
import { AppError, DAY, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ClosureMails } from '../ending/closure-mails.service.js';
import { Closures } from '../ending/closures.service.js';
import { SubscriptionClosure } from '../ending/subscription-closure.entity.js';
import { Renewal } from '../renewal/renewal.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';

const PAGE_SIZE = 30;

export const subscriptionFilters = ['renewal', 'unreached', 'suspended', 'closing', 'ended'] as const;
export type SubscriptionFilter = (typeof subscriptionFilters)[number];

/** A subscription with its yearly question and its end, where there are. */
export interface OverseenSubscription {
  readonly subscription: Subscription;
  readonly renewal: Renewal | null;
  readonly closure: SubscriptionClosure | null;
}

export interface SubscriptionsPage {
  readonly rows: readonly OverseenSubscription[];
  /** The id to begin the next page after, or null on the last one. */
  readonly next: string | null;
}

/** What operators see of the years of subscriptions in their structures, and do about them. */
@Injectable()
export class OperatorSubscriptions {
  constructor(
    private readonly database: DataSource,
    private readonly subscriptions: SubscriptionsService,
    private readonly closures: Closures,
    private readonly mails: ClosureMails,
    private readonly audit: AuditLog,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(actor: Actor, filter: SubscriptionFilter | null, after: string | null): Promise<SubscriptionsPage> {
    const query = this.scoped(actor)
      .andWhere(filter === null ? `subscription.status <> 'ended'` : WHERE[filter], { now: this.clock.now() })
      .orderBy('subscription.id', 'DESC')
      .take(PAGE_SIZE + 1);
    if (after !== null) query.andWhere('subscription.id < :after', { after });
    const found = await query.getMany();
    const rows = await Promise.all(found.slice(0, PAGE_SIZE).map((subscription) => this.overseen(subscription)));
    return { rows, next: found.length > PAGE_SIZE ? found[PAGE_SIZE - 1]!.id : null };
  }

  /** @throws AppError `not-found` outside the actor's structures */
  async find(actor: Actor, id: string): Promise<OverseenSubscription> {
    return this.overseen(await this.one(this.database.manager, actor, id));
  }

  /** Gives more time to answer the yearly question; what was suspended for want of an answer opens again. */
  async extend(actor: Actor, id: string, days: number, reason: string): Promise<Result<void, 'already'>> {
    return this.decide(actor, id, async (manager, { subscription, renewal, closure }) => {
      if (subscription.status === 'ended' || renewal === null) return fail('already');
      if (closure !== null && closure.cause !== 'not-renewed') return fail('already');
      if (closure !== null) await this.closures.stopCounting(manager, closure);
      const from = Math.max(this.clock.now().getTime(), renewal.dueAt.getTime());
      const dueAt = new Date(from + days * DAY);
      const values = { dueAt, stage: 'quiet', stageAt: null, extensionReason: reason } as const;
      await manager.update(Renewal, { subscriptionId: id }, values);
      await this.record(manager, actor, subscription, 'subscription.renewal-extended', { dueAt, reason });
      return ok(undefined);
    });
  }

  /** Ends it for a reason that its holder is told: suspended at once, emptied after the countdown or, `atOnce`, now. */
  async end(actor: Actor, id: string, reason: string, atOnce: boolean): Promise<Result<void, 'already'>> {
    return this.decide(actor, id, async (manager, { subscription, closure }) => {
      if (subscription.status === 'ended') return fail('already');
      // What counts already goes on for this reason instead: its holder cannot call it back.
      if (closure !== null) await this.closures.stopCounting(manager, closure);
      const endsAt = new Date(this.clock.now().getTime() + (atOnce ? 0 : this.settings.closureDays * DAY));
      await this.closures.announce(manager, subscription, { cause: 'operator', endsAt, reason });
      if (atOnce) {
        await this.mails.tell(manager, subscription, 'decidedAtOnce', null, { reason });
        await this.closures.carryOut(manager, subscription);
      } else {
        await this.subscriptions.suspend(manager, id, 'operator');
        await this.mails.tell(manager, subscription, 'decided', endsAt, { reason });
      }
      await this.record(manager, actor, subscription, 'subscription.ended', { endsAt, reason, atOnce });
      return ok(undefined);
    });
  }

  /** Takes the operators' own decision back. */
  async callBack(actor: Actor, id: string): Promise<Result<void, 'already'>> {
    return this.decide(actor, id, async (manager, { subscription, closure }) => {
      if (closure?.status !== 'counting' || closure.cause !== 'operator') return fail('already');
      await this.closures.stopCounting(manager, closure);
      await this.mails.tell(manager, subscription, 'calledBack', null, { by: subscription.service!.structure!.name });
      await this.record(manager, actor, subscription, 'subscription.end-called-back', {});
      return ok(undefined);
    });
  }

  private async decide(
    actor: Actor,
    id: string,
    work: (manager: EntityManager, overseen: OverseenSubscription) => Promise<Result<void, 'already'>>,
  ): Promise<Result<void, 'already'>> {
    return inTransaction(this.database, async (manager) => {
      await this.one(manager, actor, id);
      await manager.findOneOrFail(Subscription, { where: { id }, lock: { mode: 'pessimistic_write' } });
      return work(manager, await this.overseen(await this.one(manager, actor, id), manager));
    });
  }

  private async overseen(subscription: Subscription, manager = this.database.manager): Promise<OverseenSubscription> {
    const { id: subscriptionId } = subscription;
    return {
      subscription,
      renewal: await manager.findOneBy(Renewal, { subscriptionId }),
      closure: await this.closures.goingOn(subscriptionId, manager),
    };
  }

  private async one(manager: EntityManager, actor: Actor, id: string): Promise<Subscription> {
    const subscription = await this.scoped(actor, manager).andWhere('subscription.id = :id', { id }).getOne();
    if (subscription === null) throw new AppError(NOT_FOUND);
    return subscription;
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    { id, service }: Subscription,
    action: string,
    after: Record<string, unknown>,
  ): Promise<void> {
    const { structureId } = service!;
    await this.audit.record(manager, actor, { action, subject: { kind: 'subscription', id }, structureId, after });
  }

  private scoped(actor: Actor, manager = this.database.manager): SelectQueryBuilder<Subscription> {
    return manager
      .createQueryBuilder(Subscription, 'subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .innerJoinAndSelect('service.structure', 'structure')
      .leftJoinAndSelect('subscription.account', 'account')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where('service.structure_id = ANY(:structures)', { structures: actor.structures });
  }
}

const LIVE = `subscription.status <> 'ended'`;
const GOING_ON = `EXISTS (SELECT 1 FROM subscription_closure closure WHERE closure.subscription_id = subscription.id`;
const DUE = `EXISTS (SELECT 1 FROM renewal WHERE renewal.subscription_id = subscription.id
  AND renewal.due_at <= CAST(:now AS timestamptz) + interval '30 days')`;

/** Nobody answers for it whose mails arrive: it is asked about in vain, and never suspended. */
const UNREACHED = `NOT EXISTS (SELECT 1 FROM account person WHERE person.bounced_at IS NULL AND person.suspended_at IS NULL
  AND (person.id = subscription.account_id OR person.id IN (SELECT membership.account_id FROM membership
    WHERE membership.organisation_id = subscription.organisation_id AND (membership.role = 'owner' OR membership.contact))))`;

const WHERE: Readonly<Record<SubscriptionFilter, string>> = {
  renewal: `${LIVE} AND ${DUE}`,
  unreached: `${LIVE} AND ${DUE} AND ${UNREACHED}`,
  suspended: `subscription.status = 'suspended'`,
  closing: `${LIVE} AND ${GOING_ON} AND closure.status = 'counting')`,
  ended: `subscription.status = 'ended'`,
};
