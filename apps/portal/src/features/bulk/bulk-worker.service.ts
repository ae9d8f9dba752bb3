import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SECOND, type Clock } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { BulkItem } from './bulk-item.entity.js';
import { BulkOperation } from './bulk-operation.entity.js';
import { BULK, BulkOperations } from './bulk-operations.service.js';

/** Changes under way at a time: so that a pause means something, and what people ask for meanwhile is not stuck behind thousands. */
const UNDER_WAY = 40;
const AGAIN_AFTER = 2 * SECOND;

/**
 * Carries bulk operations on, a handful of subscriptions at a time: each step is one transaction, so that a killed one leaves nothing half
 * done and nothing is changed twice. Provisioning does the rest, and the next step writes down what came of it.
 */
@Injectable()
export class BulkWorker implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly operations: BulkOperations,
    private readonly subscriptions: SubscriptionsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.register(BULK, ({ id }: { id: string }) => this.step(id));
  }

  async step(id: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const operation = await manager.findOne(BulkOperation, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (operation === null || operation.status === 'done') return;
      await this.follow(manager, id);
      const underWay = await manager.countBy(BulkItem, { operationId: id, status: 'ordered' });
      const ordered = operation.status === 'running' ? await this.order(manager, operation, UNDER_WAY - underWay) : 0;
      if (underWay + ordered > 0) {
        const again = new Date(this.clock.now().getTime() + AGAIN_AFTER);
        return this.operations.enqueue(manager, operation, again);
      }
      if (operation.status !== 'running') return;
      if (await manager.existsBy(BulkItem, { operationId: id, status: 'todo' })) {
        return this.operations.enqueue(manager, operation);
      }
      await manager.update(BulkOperation, { id }, { status: 'done', finishedAt: this.clock.now() });
    });
  }

  /** What became of those ordered: the tool has it, or nothing works on it any more. */
  private async follow(manager: EntityManager, id: string): Promise<void> {
    // One statement, so that both are read at one moment: a job that ends in between would be neither applied nor under way.
    await manager.query(
      `UPDATE bulk_item AS item SET
         status = CASE WHEN subscription.applied_revision >= item.revision THEN 'done' ELSE 'failed' END,
         failure_reason = CASE WHEN subscription.applied_revision >= item.revision THEN NULL ELSE
           (SELECT failure_reason FROM provisioning_job WHERE subscription_id = item.subscription_id ORDER BY id DESC LIMIT 1) END
       FROM subscription
       WHERE item.operation_id = $1 AND item.status = 'ordered' AND subscription.id = item.subscription_id
         AND (subscription.applied_revision >= item.revision OR NOT EXISTS (
           SELECT 1 FROM provisioning_job WHERE subscription_id = item.subscription_id
             AND provisioning_job.status IN ('queued', 'running', 'retrying', 'waiting')))`,
      [id],
    );
  }

  /** Changes the next ones; returns how many of them a tool has to follow. */
  private async order(manager: EntityManager, operation: BulkOperation, most: number): Promise<number> {
    if (most <= 0) return 0;
    const items = await manager.find(BulkItem, {
      where: { operationId: operation.id, status: 'todo' },
      order: { subscriptionId: 'ASC' },
      take: most,
    });
    let ordered = 0;
    for (const { subscriptionId } of items) {
      const lock = { mode: 'pessimistic_write' as const };
      const subscription = await manager.findOneOrFail(Subscription, { where: { id: subscriptionId }, lock });
      const changes = isChangedBy(operation, subscription);
      if (changes) await this.change(manager, operation, subscriptionId);
      const where = { operationId: operation.id, subscriptionId };
      await manager.update(
        BulkItem,
        where,
        changes ? { status: 'ordered', revision: subscription.wantedRevision + 1 } : { status: 'skipped' },
      );
      if (changes) ordered += 1;
    }
    return ordered;
  }

  private async change(manager: EntityManager, { kind, quota }: BulkOperation, id: string): Promise<void> {
    if (kind === 'suspend') await this.subscriptions.suspend(manager, id, 'operator');
    else if (kind === 'resume') await this.subscriptions.resume(manager, id, 'operator');
    else if (kind === 'quota') await this.subscriptions.changeQuota(manager, id, quota);
    else await this.subscriptions.reapply(manager, id);
  }
}

/** Whether the operation changes anything of this one. */
function isChangedBy({ kind, quota }: BulkOperation, subscription: Subscription): boolean {
  if (subscription.status === 'ended') return false;
  if (kind === 'suspend') return !subscription.suspendedFor.includes('operator');
  if (kind === 'resume') return subscription.suspendedFor.includes('operator');
  return kind === 'reapply' || subscription.quota !== quota;
}
