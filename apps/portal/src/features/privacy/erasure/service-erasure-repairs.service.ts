import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { ERASE_AT_SERVICE, Erasures } from './erasures.service.js';
import { ServiceErasure } from './service-erasure.entity.js';

const SHOWN = 100;

/** What operators see of the services that have to forget somebody, and do about those that do not, within their structures. */
@Injectable()
export class ServiceErasureRepairs {
  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
    private readonly erasures: Erasures,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Those that wait for somebody first, then the newest. */
  async list(actor: Actor): Promise<ServiceErasure[]> {
    return this.scoped(actor)
      .addSelect(`CASE WHEN work.status = 'dead' THEN 0 ELSE 1 END`, 'urgency')
      .orderBy('urgency')
      .addOrderBy('work.id', 'DESC')
      .limit(SHOWN)
      .getMany();
  }

  /** Those that wait for an operator, oldest first; for the desk. */
  async dead(actor: Actor): Promise<ServiceErasure[]> {
    return this.scoped(actor).andWhere(`work.status = 'dead'`).orderBy('work.id').limit(SHOWN).getMany();
  }

  /** Tries again from the start; `already` when it is not waiting for that (any more). */
  retry(actor: Actor, id: string): Promise<Result<void, 'already'>> {
    return this.decide(actor, id, 'service-erasure.retried', {}, async (manager, work) => {
      Object.assign(work, { status: 'queued', attempts: 0, nextAttemptAt: null, finishedAt: null });
      await manager.save(work);
      await this.queue.add(manager, ERASE_AT_SERVICE, { id }, { key: `${ERASE_AT_SERVICE}:${id}` });
    });
  }

  /** Ends it by hand: done otherwise, or impossible. The reason stands on the person's receipt. */
  abandon(actor: Actor, id: string, reason: string): Promise<Result<void, 'already'>> {
    return this.decide(actor, id, 'service-erasure.abandoned', { reason }, async (manager, work) => {
      Object.assign(work, { status: 'abandoned', abandonReason: reason, finishedAt: this.clock.now() });
      await manager.save(work);
      await this.erasures.completeIfSettled(manager, work.erasureId);
    });
  }

  /** @throws AppError `not-found` for one of another structure. */
  private async decide(
    actor: Actor,
    id: string,
    action: string,
    facts: Record<string, string>,
    change: (manager: EntityManager, work: ServiceErasure) => Promise<void>,
  ): Promise<Result<void, 'already'>> {
    const known = await this.scoped(actor).andWhere('work.id = :id', { id }).getOne();
    if (known === null) throw new AppError(NOT_FOUND);
    return inTransaction(this.database, async (manager) => {
      const work = await manager.findOneOrFail(ServiceErasure, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (work.status !== 'dead' && work.status !== 'retrying') return fail('already' as const);
      const before = { status: work.status, attempts: work.attempts, reason: work.failureReason };
      await change(manager, work);
      await this.audit.record(manager, actor, {
        action,
        subject: { kind: 'service-erasure', id },
        structureId: known.service!.structureId,
        before,
        after: { status: work.status, ...facts },
      });
      return ok(undefined);
    });
  }

  private scoped(actor: Actor): SelectQueryBuilder<ServiceErasure> {
    return this.database
      .getRepository(ServiceErasure)
      .createQueryBuilder('work')
      .innerJoinAndSelect('work.service', 'service')
      .where('service.structure_id = ANY(:structures)', { structures: actor.structures });
  }
}
