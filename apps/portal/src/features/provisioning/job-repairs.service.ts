import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { ProvisioningJob, type ProvisioningStatus } from './provisioning-job.entity.js';
import { ProvisioningJobs } from './provisioning-jobs.service.js';
import { WORRYING_ATTEMPTS } from './provisioning-state.service.js';

const PAGE_SIZE = 30;

export interface JobsPage {
  readonly jobs: readonly ProvisioningJob[];
  /** The id to begin the next page after, or null on the last one. */
  readonly next: string | null;
}

/** What operators see of provisioning and do about it, within their structures. */
@Injectable()
export class JobRepairs {
  constructor(
    private readonly database: DataSource,
    private readonly queue: ProvisioningJobs,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. `filter`: those that wait for somebody, or one status. */
  async list(actor: Actor, filter: 'stuck' | ProvisioningStatus | null, after: string | null): Promise<JobsPage> {
    const query = this.scoped(actor)
      .orderBy('job.id', 'DESC')
      .take(PAGE_SIZE + 1);
    if (filter === 'stuck') query.andWhere(STUCK, { worrying: WORRYING_ATTEMPTS });
    else if (filter !== null) query.andWhere('job.status = :status', { status: filter });
    if (after !== null) query.andWhere('job.id < :after', { after });
    const jobs = await query.getMany();
    return { jobs: jobs.slice(0, PAGE_SIZE), next: jobs.length > PAGE_SIZE ? jobs[PAGE_SIZE - 1]!.id : null };
  }

  /** Jobs that wait for an operator, oldest first; for the desk. */
  async deadJobs(actor: Actor): Promise<ProvisioningJob[]> {
    return this.scoped(actor).andWhere(`job.status = 'dead'`).orderBy('job.finishedAt', 'ASC').take(100).getMany();
  }

  /** @throws AppError `not-found` for a job of another structure. */
  async find(actor: Actor, id: string): Promise<ProvisioningJob> {
    const job = await this.scoped(actor).andWhere('job.id = :id', { id }).getOne();
    if (job === null) throw new AppError(NOT_FOUND);
    return job;
  }

  /** Tries a failed job again from the start; `already` when it is not waiting for that (any more). */
  async retry(actor: Actor, id: string): Promise<Result<void, 'already'>> {
    return this.decide(actor, id, 'provisioning.retried', async (manager, job) => {
      Object.assign(job, { status: 'queued', attempts: 0, nextAttemptAt: null, finishedAt: null });
      await manager.save(ProvisioningJob, job);
      await this.queue.enqueue(manager, job.id, job.subscriptionId);
    });
  }

  /** Gives a failed job up: the tool stays as it is. */
  async abandon(actor: Actor, id: string): Promise<Result<void, 'already'>> {
    return this.decide(actor, id, 'provisioning.abandoned', async (manager, job) => {
      Object.assign(job, { status: 'abandoned', finishedAt: this.clock.now(), nextAttemptAt: null });
      await manager.save(ProvisioningJob, job);
    });
  }

  private async decide(
    actor: Actor,
    id: string,
    action: string,
    change: (manager: EntityManager, job: ProvisioningJob) => Promise<void>,
  ): Promise<Result<void, 'already'>> {
    const known = await this.find(actor, id);
    return inTransaction(this.database, async (manager) => {
      const job = await manager.findOneOrFail(ProvisioningJob, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (job.status !== 'dead' && job.status !== 'retrying') return fail('already' as const);
      const before = { status: job.status, attempts: job.attempts, reason: job.failureReason };
      await change(manager, job);
      await this.audit.record(manager, actor, {
        action,
        subject: { kind: 'provisioning-job', id },
        structureId: known.subscription!.service!.structureId,
        before,
        after: { status: job.status },
      });
      return ok(undefined);
    });
  }

  private scoped(actor: Actor): SelectQueryBuilder<ProvisioningJob> {
    return this.database
      .getRepository(ProvisioningJob)
      .createQueryBuilder('job')
      .innerJoinAndSelect('job.subscription', 'subscription')
      .innerJoinAndSelect('subscription.service', 'service')
      .leftJoinAndSelect('subscription.account', 'account')
      .leftJoinAndSelect('subscription.organisation', 'organisation')
      .where('service.structure_id = ANY(:structures)', { structures: actor.structures });
  }
}

const STUCK = `(job.status = 'dead' OR (job.status = 'retrying' AND job.attempts >= :worrying))`;
