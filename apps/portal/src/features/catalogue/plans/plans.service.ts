import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import type { Service } from '../service.entity.js';
import { Plan } from './plan.entity.js';

/** What a service is granted with: its plan, and the space that follows from it. */
export interface PlannedGrant {
  readonly plan: Plan | null;
  /** Bytes; null where the tool has none. */
  readonly quota: number | null;
}

/** The plans of services, for those who choose one. */
@Injectable()
export class Plans {
  constructor(private readonly database: DataSource) {}

  /** Those that can be chosen, in the order of their operators. */
  async offered(serviceId: string, manager = this.database.manager): Promise<Plan[]> {
    return manager.find(Plan, { where: { serviceId, retiredAt: IsNull() }, order: { position: 'ASC', id: 'ASC' } });
  }

  /** All of them, those that are no longer offered last. */
  async all(serviceId: string): Promise<Plan[]> {
    const plans = await this.database
      .getRepository(Plan)
      .find({ where: { serviceId }, order: { position: 'ASC', id: 'ASC' } });
    return [
      ...plans.filter(({ retiredAt }) => retiredAt === null),
      ...plans.filter(({ retiredAt }) => retiredAt !== null),
    ];
  }

  /** Null for an id of another service's plan, of none, or of one that is no longer offered. */
  async choosable(manager: EntityManager, serviceId: string, planId: string): Promise<Plan | null> {
    return manager.findOneBy(Plan, { id: planId, serviceId, retiredAt: IsNull() });
  }

  /** What is granted to somebody who wished `planId`: that plan while it is offered, else the service's default. */
  async forGrant(manager: EntityManager, service: Service, planId: string | null): Promise<PlannedGrant> {
    const wished = planId === null ? null : await this.choosable(manager, service.id, planId);
    const plan = wished ?? (await manager.findOneBy(Plan, { serviceId: service.id, isDefault: true }));
    return { plan, quota: plan?.quota ?? service.defaultQuota };
  }
}
