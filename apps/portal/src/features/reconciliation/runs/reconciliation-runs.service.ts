import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In, Not, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import type { Actor } from '../../../platform/security/actor.js';
import { ManagedServices } from '../../catalogue/managed-services.service.js';
import { LIVE_RUN, ReconciliationRun, type RunPhase } from './reconciliation-run.entity.js';
import { ReconciliationSetting, type ReconciliationMode } from './reconciliation-setting.entity.js';

/** The name of the queue's task; its payload is the run's id alone. */
export const RECONCILE = 'reconcile';

/** Comparisons of services with what was granted: begun, stopped, and how often. One at a time for each service. */
@Injectable()
export class ReconciliationRuns {
  constructor(
    private readonly database: DataSource,
    private readonly services: ManagedServices,
    private readonly queue: JobQueue,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The newest, or null before the first. */
  async latest(serviceId: string): Promise<ReconciliationRun | null> {
    return this.database
      .getRepository(ReconciliationRun)
      .findOne({ where: { serviceId }, order: { createdAt: 'DESC', id: 'DESC' } });
  }

  async modeOf(serviceId: string): Promise<ReconciliationMode> {
    const setting = await this.database.getRepository(ReconciliationSetting).findOneBy({ serviceId });
    return setting?.mode ?? 'by-hand';
  }

  /** Compares, and repairs nothing. */
  async compare(actor: Actor, serviceId: string): Promise<Result<ReconciliationRun, 'already'>> {
    return this.begin(actor, serviceId, 'listing', false, 'reconciliation.started');
  }

  /** Repairs all that is known to differ but extras, without looking again first. */
  async repairAll(actor: Actor, serviceId: string): Promise<Result<ReconciliationRun, 'already'>> {
    return this.begin(actor, serviceId, 'repairs', true, 'reconciliation.repair-ordered');
  }

  async stop(actor: Actor, serviceId: string): Promise<Result<void, 'already'>> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      const { affected } = await manager.update(
        ReconciliationRun,
        { serviceId, status: In([...LIVE_RUN]) },
        { status: 'stopped', finishedAt: this.clock.now() },
      );
      if (affected !== 1) return fail('already' as const);
      await this.audit.record(manager, actor, {
        action: 'reconciliation.stopped',
        subject: { kind: 'service', id: serviceId },
        structureId: service.structureId,
      });
      return ok(undefined);
    });
  }

  async setMode(actor: Actor, serviceId: string, mode: ReconciliationMode): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      const before = await manager.findOneBy(ReconciliationSetting, { serviceId });
      await manager.upsert(ReconciliationSetting, { serviceId, mode }, ['serviceId']);
      await this.audit.record(manager, actor, {
        action: 'reconciliation.set',
        subject: { kind: 'service', id: serviceId },
        structureId: service.structureId,
        before: { mode: before?.mode ?? 'by-hand' },
        after: { mode },
      });
    });
  }

  /** Begins the nightly ones; a service whose last comparison still goes on is left to it. */
  async beginNightly(): Promise<void> {
    const settings = await this.database.getRepository(ReconciliationSetting).findBy({ mode: Not('by-hand') });
    for (const { serviceId, mode } of settings) {
      await inTransaction(this.database, (manager) =>
        this.insert(manager, serviceId, 'listing', mode === 'nightly-repair', null),
      );
    }
  }

  /** Puts a run in the queue, where a service has one at a time. */
  async enqueue(manager: EntityManager, { id, serviceId }: ReconciliationRun, runAt?: Date): Promise<void> {
    await this.queue.add(
      manager,
      RECONCILE,
      { id },
      { queue: `${RECONCILE}:${serviceId}`, key: `${RECONCILE}:${id}`, runAt },
    );
  }

  private async begin(
    actor: Actor,
    serviceId: string,
    phase: RunPhase,
    repairs: boolean,
    action: string,
  ): Promise<Result<ReconciliationRun, 'already'>> {
    return inTransaction(this.database, async (manager) => {
      const service = await this.services.lock(manager, actor, serviceId);
      const run = await this.insert(manager, serviceId, phase, repairs, actor.accountId);
      if (run === null) return fail('already' as const);
      await this.audit.record(manager, actor, {
        action,
        subject: { kind: 'service', id: serviceId },
        structureId: service.structureId,
      });
      return ok(run);
    });
  }

  /** Null when one is live already. */
  private async insert(
    manager: EntityManager,
    serviceId: string,
    phase: RunPhase,
    repairs: boolean,
    startedById: string | null,
  ): Promise<ReconciliationRun | null> {
    const id = newId(this.clock, this.randomness);
    const values = {
      id,
      serviceId,
      status: 'queued',
      phase,
      repairs,
      startedById,
      createdAt: this.clock.now(),
    } as const;
    await manager.createQueryBuilder().insert().into(ReconciliationRun).values(values).orIgnore().execute();
    const run = await manager.findOneBy(ReconciliationRun, { id });
    if (run !== null) await this.enqueue(manager, run);
    return run;
  }
}
