import { failed, isWorthRetrying, type Connector, type Done, type Handle, type Outcome } from '@ronron/connectors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock, Logger, Randomness } from '@ronron/kernel';
import type { EntityManager, QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import { CLOCK, LOGGER, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';
import { MOST_ATTEMPTS, retryDelay } from '../../platform/jobs/retry-delay.js';
import { ServiceConnectors } from '../catalogue/service-connectors.service.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { ServiceCircuits } from './circuits/service-circuits.service.js';
import { DesiredStates } from './desired-state.service.js';
import { ProvisioningJob } from './provisioning-job.entity.js';
import { PROVISION, ProvisioningJobs } from './provisioning-jobs.service.js';
import { ProvisioningMails } from './provisioning-mails.service.js';

interface Claim {
  readonly job: ProvisioningJob;
  readonly subscription: Subscription;
}

interface Applied {
  readonly outcome: Outcome<Handle>;
  /** What the tool itself answered last: its circuit is told of that, and not of what we make of it. */
  readonly answered: Outcome<unknown>;
  /** The tool was asked for what it was told to remove, and had nothing left. */
  readonly seenEmpty: boolean;
}

/**
 * Does one provisioning job: claims it, speaks to the tool with no transaction open, then writes down what came of it. Killed
 * anywhere, it is claimed again, and `apply` is safe to repeat.
 */
@Injectable()
export class Provisioner implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly jobs: ProvisioningJobs,
    private readonly desired: DesiredStates,
    private readonly connectors: ServiceConnectors,
    private readonly circuits: ServiceCircuits,
    private readonly mails: ProvisioningMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.register(PROVISION, ({ id }: { id: string }) => this.run(id));
  }

  async run(jobId: string): Promise<void> {
    const lock = this.database.createQueryRunner();
    try {
      const subscription = await this.subscriptionOf(jobId);
      if (subscription === null || (await this.waits(jobId, subscription.serviceId))) return;
      const subscriptionId = subscription.id;
      // The queue keeps the jobs of a subscription apart; this lock does so even when it frees the job of a worker that only
      // seemed dead. It dies with the connection, hence with the process.
      if (!(await this.lock(lock, subscriptionId))) return;
      try {
        const claim = await this.claim(jobId);
        if (claim !== null) await this.carryOut(claim);
      } finally {
        await lock.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [subscriptionId]);
      }
    } finally {
      await lock.release();
    }
  }

  private async subscriptionOf(jobId: string): Promise<Subscription | null> {
    const job = await this.database
      .getRepository(ProvisioningJob)
      .findOne({ where: { id: jobId }, relations: { subscription: true } });
    return job?.subscription ?? null;
  }

  /** True when the service is not called for now: the job leaves the queue until it is. */
  private async waits(jobId: string, serviceId: string): Promise<boolean> {
    if ((await this.circuits.openOf(serviceId)) === null) return false;
    return inTransaction(this.database, async (manager) => {
      const circuit = await this.circuits.holdOpen(manager, serviceId);
      if (circuit === null) return false;
      await this.jobs.putToWait(manager, jobId, circuit.nextProbeAt);
      return true;
    });
  }

  private async lock(runner: QueryRunner, subscriptionId: string): Promise<boolean> {
    await runner.connect();
    const [row] = (await runner.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [
      subscriptionId,
    ])) as {
      locked: boolean;
    }[];
    if (!row!.locked) throw new Error(`Another worker is at subscription ${subscriptionId}; this job is tried again.`);
    return true;
  }

  private claim(jobId: string): Promise<Claim | null> {
    return inTransaction(this.database, async (manager) => {
      const job = await manager.findOne(ProvisioningJob, { where: { id: jobId }, lock: { mode: 'pessimistic_write' } });
      if (job === null || !['queued', 'retrying', 'running'].includes(job.status)) return null;
      const subscription = await manager.findOneOrFail(Subscription, {
        where: { id: job.subscriptionId },
        relations: { service: true },
      });
      Object.assign(job, {
        status: 'running',
        attempts: job.attempts + 1,
        startedAt: this.clock.now(),
        nextAttemptAt: null,
      });
      // What is applied is what is wanted now, which may be newer than what the job was made for.
      job.revision = subscription.wantedRevision;
      await manager.save(job);
      return { job, subscription };
    });
  }

  private async carryOut(claim: Claim): Promise<void> {
    const applied = await this.apply(claim);
    await this.record(claim, applied);
    await this.circuits.record(claim.subscription.serviceId, applied.answered);
  }

  private async apply({ job, subscription }: Claim): Promise<Applied> {
    const connector = await this.connectors.forService(subscription.serviceId);
    const wanted = await this.desired.of(subscription);
    const outcome = await connector.apply(wanted, subscription.handle as never, `${subscription.id}:${job.revision}`);
    if (wanted.state === 'absent' && outcome.kind === 'done') return this.emptied(connector, outcome);
    return { outcome, answered: outcome, seenEmpty: false };
  }

  /** People get a receipt that says that nothing is left: the tool is asked, where it can tell. */
  private async emptied(connector: Connector, outcome: Done<Handle>): Promise<Applied> {
    const seen = await connector.inspect?.(outcome.value);
    // Some kinds of tool cannot tell, and some tools of a kind that can: the receipt says so.
    const tellsNothing = seen === undefined || (seen.kind === 'failed' && seen.reason === 'unsupported');
    if (tellsNothing) return { outcome, answered: outcome, seenEmpty: false };
    if (seen.kind !== 'done') return { outcome: seen, answered: seen, seenEmpty: false };
    if (seen.value.state === 'absent') return { outcome, answered: seen, seenEmpty: true };
    const lie = failed('bad-answer', 'The tool said that all is removed, and still holds it.');
    return { outcome: lie, answered: seen, seenEmpty: false };
  }

  private record({ job, subscription }: Claim, { outcome, seenEmpty }: Applied): Promise<void> {
    return inTransaction(this.database, async (manager) => {
      if (outcome.kind === 'done') {
        await this.succeed(manager, job, subscription, outcome.value, seenEmpty);
      } else if (outcome.kind === 'pending') {
        // Not a failure: the tool is at work, and its attempt does not count.
        await this.tryLater(manager, { ...job, attempts: job.attempts - 1 } as ProvisioningJob, outcome.retryAfterMs);
      } else {
        Object.assign(job, { failureReason: outcome.reason, failureDetail: outcome.detail.slice(0, 500) });
        this.logger.info({ jobId: job.id, reason: outcome.reason, attempts: job.attempts }, 'provisioning failed');
        if (job.attempts >= MOST_ATTEMPTS || !isWorthRetrying(outcome.reason))
          await this.giveUp(manager, job, subscription);
        else await this.tryLater(manager, job, retryDelay(job.attempts, this.randomness));
      }
    });
  }

  private async succeed(
    manager: EntityManager,
    job: ProvisioningJob,
    subscription: Subscription,
    handle: Handle,
    seenEmpty: boolean,
  ): Promise<void> {
    const now = this.clock.now();
    const first = subscription.provisionedAt === null && subscription.status === 'active';
    await manager.update(
      Subscription,
      { id: subscription.id },
      { handle: handle as never, appliedRevision: job.revision, ...(first ? { provisionedAt: now } : {}) },
    );
    Object.assign(job, { status: 'done', finishedAt: now, failureReason: null, failureDetail: '' });
    await manager.save(ProvisioningJob, job);
    if (first) await this.mails.ready(manager, subscription);
    if (subscription.status === 'ended') await this.jobs.emptied(manager, subscription.id, seenEmpty);
  }

  private async tryLater(manager: EntityManager, job: ProvisioningJob, delay: number): Promise<void> {
    const at = new Date(this.clock.now().getTime() + delay);
    Object.assign(job, { status: 'retrying', nextAttemptAt: at });
    await manager.save(ProvisioningJob, job);
    await this.jobs.enqueue(manager, job.id, job.subscriptionId, at);
  }

  private async giveUp(manager: EntityManager, job: ProvisioningJob, subscription: Subscription): Promise<void> {
    Object.assign(job, { status: 'dead', finishedAt: this.clock.now() });
    await manager.save(ProvisioningJob, job);
    await this.mails.stuck(manager, subscription);
  }
}
