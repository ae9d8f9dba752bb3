import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { changedFields } from '../../../platform/audit/changed-fields.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ManagedServices } from '../managed-services.service.js';
import type { Service } from '../service.entity.js';
import { Plan } from './plan.entity.js';

/** The task that brings the subscriptions of a changed plan up to it; its payload is the plan's id. */
export const FOLLOW_PLAN = 'follow-plan';

/** More would be no choice any more. */
export const MOST_PLANS = 12;

export type PlanValues = Pick<
  Plan,
  | 'name'
  | 'summary'
  | 'quota'
  | 'mostMembers'
  | 'rooms'
  | 'price'
  | 'contributionNote'
  | 'contributionUrl'
  | 'isDefault'
>;

/** What operators do with the plans of their services. The service is locked: two who edit come one after the other. */
@Injectable()
export class PlanEditor {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly audit: AuditLog,
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The first plan of a service is its default whatever was ticked: a service with plans always has one. */
  async add(actor: Actor, serviceId: string, values: PlanValues): Promise<Result<void, 'full'>> {
    return this.change(actor, serviceId, async (manager, service) => {
      const plans = await manager.findBy(Plan, { serviceId: service.id });
      const offered = plans.filter(({ retiredAt }) => retiredAt === null);
      if (offered.length >= MOST_PLANS) return fail('full' as const);
      const isDefault = values.isDefault || offered.length === 0;
      if (isDefault) await this.clearDefault(manager, service.id);
      const now = this.clock.now();
      const position = Math.max(0, ...plans.map((plan) => plan.position)) + 1;
      const plan = { id: newId(this.clock, this.randomness), ...values, isDefault };
      await manager.insert(Plan, { ...plan, serviceId: service.id, position, createdAt: now, updatedAt: now } as never);
      await this.record(manager, actor, service, 'plan.created', { after: plan });
      return ok(undefined);
    });
  }

  /** Subscriptions with the plan follow what it gives now, by a job; a space that was granted by hand stays. */
  async replace(actor: Actor, serviceId: string, planId: string, values: PlanValues): Promise<void> {
    await this.change(actor, serviceId, async (manager, service) => {
      const plan = await this.find(manager, service, planId);
      const isDefault = plan.retiredAt === null && (values.isDefault || plan.isDefault);
      if (isDefault && !plan.isDefault) await this.clearDefault(manager, service.id);
      const { before, after } = changedFields(plan, { ...values, isDefault });
      if (Object.keys(after).length === 0) return;
      Object.assign(plan, values, { isDefault, updatedAt: this.clock.now() });
      const given = ['quota', 'mostMembers', 'rooms'].some((field) => field in after);
      if (given) plan.revision += 1;
      await manager.save(plan);
      if (given) await this.queue.add(manager, FOLLOW_PLAN, { id: plan.id }, { key: `${FOLLOW_PLAN}:${plan.id}` });
      await this.record(manager, actor, service, 'plan.updated', { before, after });
    });
  }

  /** Takes a plan off the offer; the default one only when it is the last, so that what is granted by itself stays known. */
  async retire(actor: Actor, serviceId: string, planId: string): Promise<Result<void, 'default'>> {
    return this.change(actor, serviceId, async (manager, service) => {
      const plan = await this.find(manager, service, planId);
      if (plan.retiredAt !== null) return ok(undefined);
      const offered = await manager.countBy(Plan, { serviceId: service.id, retiredAt: IsNull() });
      if (plan.isDefault && offered > 1) return fail('default' as const);
      const retiredAt = this.clock.now();
      await manager.update(Plan, { id: plan.id }, { retiredAt, isDefault: false, updatedAt: retiredAt });
      await this.record(manager, actor, service, 'plan.retired', { after: { plan: plan.id, name: plan.name } });
      return ok(undefined);
    });
  }

  /** Offers a retired plan again; as the default when there is none. */
  async restore(actor: Actor, serviceId: string, planId: string): Promise<Result<void, 'full'>> {
    return this.change(actor, serviceId, async (manager, service) => {
      const plan = await this.find(manager, service, planId);
      if (plan.retiredAt === null) return ok(undefined);
      const offered = await manager.countBy(Plan, { serviceId: service.id, retiredAt: IsNull() });
      if (offered >= MOST_PLANS) return fail('full' as const);
      const now = this.clock.now();
      await manager.update(Plan, { id: plan.id }, { retiredAt: null, isDefault: offered === 0, updatedAt: now });
      await this.record(manager, actor, service, 'plan.restored', { after: { plan: plan.id, name: plan.name } });
      return ok(undefined);
    });
  }

  /** One place up or down among those that are offered; at the end of the list it stays. */
  async move(actor: Actor, serviceId: string, planId: string, direction: 'up' | 'down'): Promise<void> {
    await this.change(actor, serviceId, async (manager, service) => {
      const plans = await manager.find(Plan, {
        where: { serviceId: service.id, retiredAt: IsNull() },
        order: { position: 'ASC', id: 'ASC' },
      });
      const from = plans.findIndex(({ id }) => id === planId);
      if (from < 0) throw new AppError(NOT_FOUND);
      const to = direction === 'up' ? from - 1 : from + 1;
      if (to < 0 || to >= plans.length) return;
      const [one, other] = [plans[from]!, plans[to]!];
      await manager.update(Plan, { id: one.id }, { position: other.position });
      await manager.update(Plan, { id: other.id }, { position: one.position });
    });
  }

  private async find(manager: EntityManager, service: Service, planId: string): Promise<Plan> {
    const plan = isId(planId) ? await manager.findOneBy(Plan, { id: planId, serviceId: service.id }) : null;
    if (plan === null) throw new AppError(NOT_FOUND);
    return plan;
  }

  private async clearDefault(manager: EntityManager, serviceId: string): Promise<void> {
    await manager.update(Plan, { serviceId, isDefault: true }, { isDefault: false });
  }

  private change<Value>(
    actor: Actor,
    serviceId: string,
    work: (manager: EntityManager, service: Service) => Promise<Value>,
  ): Promise<Value> {
    return inTransaction(this.database, async (manager) =>
      work(manager, await this.services.lock(manager, actor, serviceId)),
    );
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    action: string,
    change: { before?: object; after: object },
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action,
      subject: { kind: 'service', id: service.id },
      structureId: service.structureId,
      ...(change as { before?: Record<string, unknown>; after: Record<string, unknown> }),
    });
  }
}
