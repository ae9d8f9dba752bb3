import { isWorthRetrying, type Outcome } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { MINUTE, type Clock, type Logger, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, LOGGER, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { MOST_ATTEMPTS, retryDelay } from '../../../platform/jobs/retry-delay.js';
import { ServiceCalls, type Paused } from '../../provisioning/circuits/service-calls.service.js';
import { Subjects } from '../../sso/clients/subjects.service.js';
import { ErasureMails } from './erasure-mails.service.js';
import { ERASE_AT_SERVICE, Erasures } from './erasures.service.js';
import { ServiceErasure } from './service-erasure.entity.js';

/**
 * Makes one service forget one person: claims the work, speaks to the service with no transaction open, then writes down what came of
 * it. Killed anywhere, it is claimed again, and `erase` is safe to repeat.
 */
@Injectable()
export class ServiceErasures implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly queue: JobQueue,
    private readonly calls: ServiceCalls,
    private readonly subjects: Subjects,
    private readonly erasures: Erasures,
    private readonly mails: ErasureMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.register(ERASE_AT_SERVICE, ({ id }: { id: string }) => this.run(id));
  }

  async run(id: string): Promise<void> {
    const work = await this.claim(id);
    if (work === null) return;
    const outcome = await this.tell(work);
    await inTransaction(this.database, (manager) =>
      outcome.kind === 'paused' ? this.wait(manager, id, outcome.until) : this.record(manager, id, outcome),
    );
  }

  private claim(id: string): Promise<ServiceErasure | null> {
    return inTransaction(this.database, async (manager) => {
      const work = await this.lock(manager, id);
      if (work === null || !['queued', 'retrying', 'running'].includes(work.status)) return null;
      // What still prepares the service would make the person known there again.
      if (await hasWorkBefore(manager, work)) {
        await this.enqueue(manager, id, new Date(this.clock.now().getTime() + MINUTE));
        return null;
      }
      Object.assign(work, { status: 'running', attempts: work.attempts + 1, nextAttemptAt: null });
      return manager.save(work);
    });
  }

  private async tell({ erasureId, serviceId }: ServiceErasure): Promise<Outcome<void> | Paused> {
    const { accountId, email } = await this.erasures.personOf(erasureId);
    const subject = await this.subjects.subForService(serviceId, accountId);
    return this.calls.make(serviceId, (connector) => connector.erase?.({ accountId, subject, email }));
  }

  /** The service is not called for now: no attempt was made. */
  private async wait(manager: EntityManager, id: string, until: Date): Promise<void> {
    const work = await this.lock(manager, id);
    if (work === null || work.status !== 'running') return;
    await manager.save(Object.assign(work, { status: 'retrying', attempts: work.attempts - 1, nextAttemptAt: until }));
    await this.enqueue(manager, id, until);
  }

  private async record(manager: EntityManager, id: string, outcome: Outcome<void>): Promise<void> {
    const work = await this.lock(manager, id);
    if (work === null || work.status !== 'running') return;
    if (outcome.kind === 'done') {
      Object.assign(work, { status: 'done', finishedAt: this.clock.now(), failureReason: null, failureDetail: '' });
      await manager.save(work);
      await this.erasures.completeIfSettled(manager, work.erasureId);
    } else if (outcome.kind === 'pending') {
      await this.tryLater(manager, work, outcome.retryAfterMs);
    } else {
      const failureDetail = outcome.detail.slice(0, 500);
      Object.assign(work, { failureReason: outcome.reason, failureDetail });
      this.logger.info({ serviceErasureId: id, reason: outcome.reason }, 'a service did not erase a person');
      if (work.attempts >= MOST_ATTEMPTS || !isWorthRetrying(outcome.reason)) await this.giveUp(manager, work);
      else await this.tryLater(manager, work, retryDelay(work.attempts, this.randomness));
    }
  }

  private async tryLater(manager: EntityManager, work: ServiceErasure, delay: number): Promise<void> {
    const at = new Date(this.clock.now().getTime() + delay);
    await manager.save(Object.assign(work, { status: 'retrying', nextAttemptAt: at }));
    await this.enqueue(manager, work.id, at);
  }

  private async giveUp(manager: EntityManager, work: ServiceErasure): Promise<void> {
    await manager.save(Object.assign(work, { status: 'dead', finishedAt: this.clock.now() }));
    const { service } = await manager.findOneOrFail(ServiceErasure, {
      where: { id: work.id },
      relations: { service: true },
    });
    await this.mails.serviceStuck(manager, service!.structureId, service!.name);
  }

  private lock(manager: EntityManager, id: string): Promise<ServiceErasure | null> {
    return manager.findOne(ServiceErasure, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private enqueue(manager: EntityManager, id: string, runAt: Date): Promise<void> {
    return this.queue.add(manager, ERASE_AT_SERVICE, { id }, { key: `${ERASE_AT_SERVICE}:${id}`, runAt });
  }
}

async function hasWorkBefore(manager: EntityManager, { serviceId, createdAt }: ServiceErasure): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `SELECT 1 FROM provisioning_job job JOIN subscription ON subscription.id = job.subscription_id
     WHERE subscription.service_id = $1 AND job.status IN ('queued', 'running', 'retrying', 'waiting') AND job.created_at <= $2 LIMIT 1`,
    [serviceId, createdAt],
  );
  return rows.length > 0;
}
