import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, LessThan, Not } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { FOLLOW_PLAN } from '../../catalogue/plans/plan-editor.service.js';
import { Plan } from '../../catalogue/plans/plan.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';

/** So many in one transaction: few are locked at once, and a killed job loses little. */
const BATCH = 50;

/** Brings subscriptions up to their plan when what it gives has changed. Killed anywhere, it goes on with those that are behind. */
@Injectable()
export class PlanFollowers implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  onModuleInit(): void {
    this.tasks.register(FOLLOW_PLAN, ({ id }: { id: string }) => this.run(id));
  }

  async run(planId: string): Promise<void> {
    while (await this.bringUp(planId));
  }

  /** Whether there may be more. */
  private bringUp(planId: string): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      const plan = await manager.findOne(Plan, { where: { id: planId }, relations: { service: true } });
      if (plan === null) return false;
      const behind = await manager.find(Subscription, {
        select: { id: true },
        where: { planId, status: Not('ended'), planRevision: LessThan(plan.revision) },
        order: { id: 'ASC' },
        take: BATCH,
      });
      for (const { id } of behind) await this.subscriptions.followPlan(manager, id, plan, plan.service!.defaultQuota);
      return behind.length === BATCH;
    });
  }
}
