import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ManagedServices } from '../catalogue/managed-services.service.js';
import type { Service } from '../catalogue/service.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { BulkItem, type ItemStatus } from './bulk-item.entity.js';
import { BulkOperation, type BulkKind, type BulkStatus } from './bulk-operation.entity.js';

/** The name of the queue's task; its payload is the operation's id alone. */
export const BULK = 'bulk-operation';

const PAGE_SIZE = 50;

/** Which subscriptions: those named, or all that live in this state (null: whatever it is). */
export type Selection = { readonly ids: readonly string[] } | { readonly status: 'active' | 'suspended' | null };

export interface Wish {
  readonly kind: BulkKind;
  /** Bytes, for `quota`. */
  readonly quota: number | null;
  readonly selection: Selection;
}

export interface ShownOperation {
  readonly service: Service;
  readonly operation: BulkOperation;
  readonly counts: ReadonlyMap<ItemStatus, number>;
  /** What failed comes first. */
  readonly items: readonly BulkItem[];
}

/** Changes of many subscriptions at once, as operators order, pause and watch them. */
@Injectable()
export class BulkOperations {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly queue: JobQueue,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Newest first; of a service that the actor may see. */
  async list(actor: Actor, serviceId: string): Promise<{ service: Service; operations: BulkOperation[] }> {
    const service = await this.services.get(actor, serviceId);
    const operations = await this.database
      .getRepository(BulkOperation)
      .find({ where: { serviceId: service.id }, order: { createdAt: 'DESC', id: 'DESC' }, take: 20 });
    return { service, operations };
  }

  /** Live subscriptions to choose from, by id. */
  async choices(serviceId: string, status: 'active' | 'suspended' | null, most: number): Promise<Subscription[]> {
    const query = this.database
      .getRepository(Subscription)
      .createQueryBuilder('subscription')
      .leftJoinAndSelect('subscription.account', 'account')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where(`subscription.service_id = :serviceId AND subscription.status <> 'ended'`, { serviceId })
      .orderBy('subscription.id', 'ASC')
      .take(most);
    if (status !== null) query.andWhere('subscription.status = :status', { status });
    return query.getMany();
  }

  /** `empty` when the selection holds no live subscription of the service. */
  async start(actor: Actor, serviceId: string, wish: Wish): Promise<Result<BulkOperation, 'empty'>> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      const operation = manager.create(BulkOperation, {
        id: newId(this.clock, this.randomness),
        serviceId: service.id,
        ...{ kind: wish.kind, quota: wish.quota, status: 'running' },
        startedById: actor.accountId,
        createdAt: this.clock.now(),
      });
      await manager.insert(BulkOperation, operation as never);
      const count = await this.select(manager, operation, wish.selection);
      if (count === 0) {
        await manager.delete(BulkOperation, { id: operation.id });
        return fail('empty' as const);
      }
      await this.enqueue(manager, operation);
      await this.record(manager, actor, service, operation, 'bulk.started', { count, quota: wish.quota });
      return ok(operation);
    });
  }

  async show(actor: Actor, serviceId: string, id: string): Promise<ShownOperation> {
    const service = await this.services.get(actor, serviceId);
    const operation = await this.database.getRepository(BulkOperation).findOneBy({ id, serviceId: service.id });
    if (operation === null) throw new AppError(NOT_FOUND);
    const rows = await this.database.query<{ status: ItemStatus; count: number }[]>(
      'SELECT status, count(*)::int AS count FROM bulk_item WHERE operation_id = $1 GROUP BY status',
      [id],
    );
    const items = await this.database
      .getRepository(BulkItem)
      .createQueryBuilder('item')
      .innerJoinAndSelect('item.subscription', 'subscription')
      .leftJoinAndSelect('subscription.account', 'account')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where('item.operation_id = :id', { id })
      .orderBy(`array_position(ARRAY['failed', 'ordered', 'todo', 'done', 'skipped'], item.status)`, 'ASC')
      .addOrderBy('item.subscription_id', 'ASC')
      .limit(PAGE_SIZE)
      .getMany();
    return { service, operation, counts: new Map(rows.map(({ status, count }) => [status, count])), items };
  }

  /** `already` when the operation is not in a state from which it may go there. */
  async turn(
    actor: Actor,
    serviceId: string,
    id: string,
    to: Exclude<BulkStatus, 'done'>,
  ): Promise<Result<void, 'already'>> {
    const from: Record<typeof to, readonly BulkStatus[]> = {
      running: ['paused'],
      paused: ['running'],
      stopped: ['running', 'paused'],
    };
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      const where = { id, serviceId: service.id };
      const operation = await manager.findOne(BulkOperation, { where, lock: { mode: 'pessimistic_write' } });
      if (operation === null) throw new AppError(NOT_FOUND);
      if (!from[to].includes(operation.status)) return fail('already' as const);
      const finishedAt = to === 'stopped' ? this.clock.now() : null;
      await manager.update(BulkOperation, { id }, { status: to, finishedAt });
      if (to === 'running') await this.enqueue(manager, operation);
      await this.record(manager, actor, service, operation, `bulk.${to}`, {});
      return ok(undefined);
    });
  }

  /** Operations of one service go on one after the other. */
  async enqueue(manager: EntityManager, { id, serviceId }: BulkOperation, runAt?: Date): Promise<void> {
    await this.queue.add(manager, BULK, { id }, { queue: `${BULK}:${serviceId}`, key: `${BULK}:${id}`, runAt });
  }

  private async select(
    manager: EntityManager,
    { id, serviceId }: BulkOperation,
    selection: Selection,
  ): Promise<number> {
    const ids = 'ids' in selection ? selection.ids : null;
    const status = 'ids' in selection ? null : selection.status;
    const [{ count }] = await manager.query<[{ count: number }]>(
      `WITH chosen AS (
         INSERT INTO bulk_item (operation_id, subscription_id, status)
         SELECT $1, id, 'todo' FROM subscription
         WHERE service_id = $2 AND status <> 'ended' AND ($3::uuid[] IS NULL OR id = ANY($3)) AND ($4::text IS NULL OR status = $4)
         RETURNING 1)
       SELECT count(*)::int AS count FROM chosen`,
      [id, serviceId, ids, status],
    );
    return count;
  }

  private async record(
    manager: EntityManager,
    actor: Actor,
    service: Service,
    { id, kind }: BulkOperation,
    action: string,
    more: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action,
      subject: { kind: 'bulk-operation', id },
      structureId: service.structureId,
      after: { kind, serviceId: service.id, ...more },
    });
  }
}
