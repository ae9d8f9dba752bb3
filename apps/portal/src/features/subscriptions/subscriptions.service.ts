import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, In, Not, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { Account } from '../accounts/account.entity.js';
import { Plan } from '../catalogue/plans/plan.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import { ProvisioningJobs } from '../provisioning/provisioning-jobs.service.js';
import { WebhookDeliveries } from '../webhooks/webhook-deliveries.service.js';
import { AccessRemovals, type Departure } from './removals/access-removals.service.js';
import { Subscription, type SuspensionCause } from './subscription.entity.js';

/** Why an account is shut out of its tools: operators suspended it, or its holder closed it and may still come back. */
export type ShutOutCause = Extract<SuspensionCause, 'account' | 'closing'>;

/** Whom a subscription belongs to: one or the other. */
export type Holder = { readonly accountId: string } | { readonly organisationId: string };

export interface Grant {
  readonly serviceId: string;
  readonly holder: Holder;
  readonly requestId: string | null;
  readonly plan?: Plan | null;
  /** Bytes; null where the tool has none. */
  readonly quota: number | null;
  /** Whether the quota is somebody's decision, and not what the plan or the service gives by itself. */
  readonly ownQuota?: boolean;
}

/** Granted rights. Each change of one raises what is wanted, adds the job that makes the tool follow, and tells a service that asked for it. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly database: DataSource,
    private readonly jobs: ProvisioningJobs,
    private readonly webhooks: WebhookDeliveries,
    private readonly removals: AccessRemovals,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The holder's subscription that has not ended, if there is one. */
  async liveFor(manager: EntityManager, serviceId: string, holder: Holder): Promise<Subscription | null> {
    return manager.findOneBy(Subscription, { serviceId, ...holder, status: Not('ended') });
  }

  /** How many places of a service are taken. */
  async liveCount(manager: EntityManager, serviceId: string): Promise<number> {
    return manager.countBy(Subscription, { serviceId, status: Not('ended') });
  }

  /** Grants, with its job, in the caller's transaction. A holder who has the service already keeps it as it is. */
  async grant(manager: EntityManager, grant: Grant): Promise<Subscription> {
    const live = await this.liveFor(manager, grant.serviceId, grant.holder);
    if (live !== null) return live;
    const now = this.clock.now();
    const accountId = 'accountId' in grant.holder ? grant.holder.accountId : null;
    // Locked, so that an account is not suspended between this look and the new row.
    const holder =
      accountId === null
        ? null
        : await manager.findOne(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_read' } });
    const subscription = manager.create(Subscription, {
      id: newId(this.clock, this.randomness),
      serviceId: grant.serviceId,
      accountId,
      organisationId: 'organisationId' in grant.holder ? grant.holder.organisationId : null,
      requestId: grant.requestId,
      ...suspended(holder === null ? [] : shutOutCauses(holder)),
      planId: grant.plan?.id ?? null,
      planRevision: grant.plan?.revision ?? 0,
      quota: grant.quota,
      ownQuota: grant.ownQuota ?? false,
      handle: null,
      wantedRevision: 1,
      appliedRevision: 0,
      startedAt: now,
      updatedAt: now,
    });
    await manager.insert(Subscription, subscription as never);
    await this.jobs.add(manager, subscription);
    await this.webhooks.subscriptionChanged(manager, null, subscription);
    return subscription;
  }

  /** A quota of its own, in bytes: it stays when the plan's changes. */
  async changeQuota(manager: EntityManager, id: string, quota: number | null): Promise<void> {
    await this.change(manager, id, () => ({ quota, ownQuota: true }));
  }

  /** Another plan, with a quota of its own or (null) what the plan gives, else `usualQuota`. */
  async changePlan(
    manager: EntityManager,
    id: string,
    plan: Plan | null,
    ownQuota: number | null,
    usualQuota: number | null,
  ): Promise<void> {
    await this.change(manager, id, () => ({
      planId: plan?.id ?? null,
      planRevision: plan?.revision ?? 0,
      quota: ownQuota ?? plan?.quota ?? usualQuota,
      ownQuota: ownQuota !== null,
    }));
  }

  /** The plan gives something else than before: so does its subscription, but for a quota of its own. */
  async followPlan(manager: EntityManager, id: string, plan: Plan, usualQuota: number | null): Promise<void> {
    await this.change(manager, id, (subscription) => ({
      planRevision: plan.revision,
      ...(subscription.ownQuota ? {} : { quota: plan.quota ?? usualQuota }),
    }));
  }

  async suspend(
    manager: EntityManager,
    id: string,
    cause: SuspensionCause,
    departure: Departure | null = null,
  ): Promise<void> {
    await this.change(manager, id, ({ suspendedFor }) => suspended([...suspendedFor, cause]), departure);
  }

  /** Lifts one cause; the subscription stays suspended as long as there is another. */
  async resume(manager: EntityManager, id: string, cause: SuspensionCause): Promise<void> {
    await this.change(manager, id, ({ suspendedFor }) => suspended(suspendedFor.filter((other) => other !== cause)));
  }

  /** What is wanted stays as it is, and is done once more: the tool holds something else. An ended one is removed once more. */
  async reapply(manager: EntityManager, id: string): Promise<void> {
    const lock = { mode: 'pessimistic_write' as const };
    await this.raise(manager, await manager.findOneOrFail(Subscription, { where: { id }, lock }));
  }

  async end(manager: EntityManager, id: string, departure: Departure | null = null): Promise<void> {
    const endedAt = this.clock.now();
    await this.change(manager, id, () => ({ status: 'ended', suspendedFor: [], endedAt }), departure);
  }

  /** Whether an account holds something itself that has not ended. */
  async holdsLive(manager: EntityManager, accountId: string): Promise<boolean> {
    return manager.existsBy(Subscription, { accountId, status: Not('ended') });
  }

  /** Ends what an account holds itself; what its organisations hold stays. */
  async endAllOf(manager: EntityManager, accountId: string): Promise<void> {
    const live = await manager.findBy(Subscription, { accountId, status: Not('ended') });
    for (const { id } of live) await this.end(manager, id, { accountId, cause: 'erased' });
  }

  /** Suspends what an account holds itself, and takes it out of what its organisations hold, as long as it stays shut out. */
  async shutOut(manager: EntityManager, accountId: string, cause: ShutOutCause): Promise<void> {
    const departure = { accountId, cause: cause === 'account' ? ('suspended' as const) : cause };
    for (const { id } of await manager.findBy(Subscription, { accountId, status: Not('ended') }))
      await this.suspend(manager, id, cause, departure);
    await this.organisationsChanged(manager, accountId, departure);
  }

  /** Lifts that cause; the account itself says so already. */
  async letIn(manager: EntityManager, accountId: string, cause: ShutOutCause): Promise<void> {
    for (const { id } of await manager.findBy(Subscription, { accountId, status: 'suspended' }))
      await this.resume(manager, id, cause);
    await this.organisationsChanged(manager, accountId);
  }

  /** Members came, went or changed role, or the organisation another name: its tools follow. `departure`: who may use them no longer. */
  async membersChanged(
    manager: EntityManager,
    organisationId: string,
    departure: Departure | null = null,
  ): Promise<void> {
    const live = await manager.findBy(Subscription, { organisationId, status: Not('ended') });
    for (const subscription of live) await this.change(manager, subscription.id, () => ({}), departure);
  }

  /** The organisations of an account see it suspended, resumed or gone: their tools follow. */
  async organisationsChanged(
    manager: EntityManager,
    accountId: string,
    departure: Departure | null = null,
  ): Promise<void> {
    for (const { organisationId } of await manager.findBy(Membership, { accountId }))
      await this.membersChanged(manager, organisationId, departure);
  }

  /** Somebody's name, address or language changed: their tools and those of their organisations follow. */
  async personChanged(manager: EntityManager, accountId: string): Promise<void> {
    const own = await manager.findBy(Subscription, { accountId, status: Not('ended') });
    for (const { id } of own) await this.change(manager, id);
    await this.organisationsChanged(manager, accountId);
  }

  /** What an account can open, its organisations' included, those that ended left out; newest first. */
  async openableBy(accountId: string): Promise<Subscription[]> {
    return this.database
      .getRepository(Subscription)
      .createQueryBuilder('subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .innerJoinAndSelect('service.structure', 'structure')
      .innerJoinAndSelect('service.software', 'software')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .leftJoinAndSelect('subscription.plan', 'plan')
      .where(`subscription.status <> 'ended'`)
      .andWhere(
        `(subscription.account_id = :accountId OR subscription.organisation_id IN
          (SELECT organisation_id FROM membership WHERE account_id = :accountId))`,
        { accountId },
      )
      .orderBy('subscription.startedAt', 'DESC')
      .getMany();
  }

  /** One that the account may open, or null: it is somebody else's, or there is none. */
  async findFor(accountId: string, id: string): Promise<Subscription | null> {
    return (await this.openableBy(accountId)).find((subscription) => subscription.id === id) ?? null;
  }

  /** What somebody is in a subscription that they may open: its holder manages it, as do owners and managers of the organisation. */
  async roleIn({ organisationId }: Subscription, accountId: string): Promise<'manager' | 'member'> {
    if (organisationId === null) return 'manager';
    const membership = await this.database.getRepository(Membership).findOneBy({ organisationId, accountId });
    return membership === null || membership.role === 'member' ? 'member' : 'manager';
  }

  /** Active ones by service, for figures. */
  async activeCounts(serviceIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (serviceIds.length === 0) return new Map();
    const rows = await this.database
      .getRepository(Subscription)
      .createQueryBuilder('subscription')
      .select('subscription.service_id', 'serviceId')
      .addSelect('count(*)::int', 'count')
      .where({ serviceId: In([...serviceIds]), status: Not('ended') })
      .groupBy('subscription.service_id')
      .getRawMany<{ serviceId: string; count: number }>();
    return new Map(rows.map((row) => [row.serviceId, row.count]));
  }

  private async change(
    manager: EntityManager,
    id: string,
    values: (subscription: Subscription) => Partial<Subscription> = () => ({}),
    departure: Departure | null = null,
  ): Promise<void> {
    const subscription = await manager.findOneOrFail(Subscription, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (subscription.status === 'ended') return;
    const before = { status: subscription.status };
    Object.assign(subscription, values(subscription));
    await this.raise(manager, subscription);
    await this.webhooks.subscriptionChanged(manager, before, subscription);
    if (departure !== null) await this.removals.add(manager, subscription, departure);
  }

  private async raise(manager: EntityManager, subscription: Subscription): Promise<void> {
    Object.assign(subscription, { wantedRevision: subscription.wantedRevision + 1, updatedAt: this.clock.now() });
    await manager.save(subscription);
    await this.jobs.add(manager, subscription);
  }
}

function shutOutCauses({ suspendedAt, deleteAfter }: Account): ShutOutCause[] {
  return [...(suspendedAt === null ? [] : ['account' as const]), ...(deleteAfter === null ? [] : ['closing' as const])];
}

function suspended(causes: readonly SuspensionCause[]): Pick<Subscription, 'status' | 'suspendedFor'> {
  const suspendedFor = [...new Set(causes)];
  return { status: suspendedFor.length > 0 ? 'suspended' : 'active', suspendedFor };
}
