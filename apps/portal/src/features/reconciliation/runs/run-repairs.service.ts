import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { Service } from '../../catalogue/service.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { Drift } from '../drifts/drift.entity.js';
import type { ReconciliationRun } from './reconciliation-run.entity.js';

const BATCH = 50;
/** By itself the portal repairs so many at most, or this share of what it looked at: more than that is no accident to repair blindly. */
const MOST = 20;
const MOST_SHARE = 0.2;

/** The last phase of a run that repairs: what differs is applied once more, by the ordinary way. Extras are left alone. */
@Injectable()
export class RunRepairs {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A tool that was emptied, or another one at the same address, differs in nearly everything: a person has to look first. */
  mustBeHeld(run: ReconciliationRun): boolean {
    return run.startedById === null && run.differing > Math.max(MOST, run.looked * MOST_SHARE);
  }

  /** Orders the next repairs, in the run's transaction; returns how many. */
  async order(manager: EntityManager, run: ReconciliationRun): Promise<number> {
    const drifts = await manager
      .createQueryBuilder(Drift, 'drift')
      .setLock('pessimistic_write')
      .where('drift.service_id = :serviceId', { serviceId: run.serviceId })
      .andWhere(`drift.status = 'open' AND drift.subscription_id IS NOT NULL AND NOT 'extra' = ANY(drift.kinds)`)
      .orderBy('drift.id', 'ASC')
      .take(BATCH)
      .getMany();
    for (const { id, subscriptionId } of drifts) {
      await this.subscriptions.reapply(manager, subscriptionId!);
      await manager.update(Drift, { id }, { status: 'repairing' });
    }
    return drifts.length;
  }

  /** What the portal did by itself stands in the log as one line. */
  async recordAll(manager: EntityManager, run: ReconciliationRun): Promise<void> {
    if (run.repaired === 0) return;
    const { structureId } = await manager.findOneByOrFail(Service, { id: run.serviceId });
    await this.audit.record(manager, null, {
      action: 'reconciliation.repaired',
      subject: { kind: 'service', id: run.serviceId },
      structureId,
      after: { repaired: run.repaired, at: this.clock.now().toISOString() },
    });
  }
}
