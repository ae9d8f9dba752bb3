import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { failed, type Outcome, type ServiceHealth as Health } from '@ronron/connectors';
import { DAY, newId, SECOND, type Clock, type Logger, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager, LessThan } from 'typeorm';
import { CLOCK, LOGGER, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { JobTasks } from '../../platform/jobs/job-tasks.js';
import { ServiceConnectors } from '../catalogue/service-connectors.service.js';
import { Service } from '../catalogue/service.entity.js';
import { ServiceCheck } from './service-check.entity.js';
import { stateAfter } from './state-after.js';

const TIME_LIMIT = 15 * SECOND;
const KEPT = 90 * DAY;

/**
 * Looks at each service now and then. Every service is a job of its own, so that a slow one delays nobody; one failure is
 * bad luck, two in a row are news.
 */
@Injectable()
export class ServiceHealth implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly connectors: ServiceConnectors,
    private readonly tasks: JobTasks,
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('check-services', '*/5 * * * *', () => this.queueAll());
    this.tasks.schedule('forget-old-checks', '40 3 * * *', () => this.forgetOld());
    this.tasks.register('check-service', async ({ serviceId }: { serviceId: string }) => {
      if (await this.database.getRepository(Service).existsBy({ id: serviceId, published: true })) {
        await this.checkNow(serviceId);
      }
    });
  }

  /** One look now, whatever the schedule; the call stands outside of any transaction. */
  async checkNow(serviceId: string): Promise<ServiceCheck> {
    const outcome = await this.look(serviceId);
    const check: ServiceCheck = {
      id: newId(this.clock, this.randomness),
      serviceId,
      at: this.clock.now(),
      healthy: outcome.kind === 'done',
      reason: outcome.kind === 'failed' ? outcome.reason : outcome.kind === 'pending' ? 'timeout' : null,
      detail: detailOf(outcome),
      latency: outcome.kind === 'done' ? Math.round(outcome.value.latencyMs) : null,
      version: outcome.kind === 'done' ? outcome.value.version : null,
    };
    await inTransaction(this.database, (manager) => this.record(manager, check));
    return check;
  }

  /** The latest looks at a service, newest first. */
  async history(serviceId: string, most: number): Promise<ServiceCheck[]> {
    return this.database
      .getRepository(ServiceCheck)
      .find({ where: { serviceId }, order: { at: 'DESC', id: 'DESC' }, take: most });
  }

  private async queueAll(): Promise<void> {
    // Where no host may be called nothing can be learnt, and that is no failure of the service. The dummy calls none.
    const services = await this.database.query<{ id: string }[]>(
      `SELECT id FROM service WHERE published AND (cardinality(approved_hosts) > 0 OR connector_id = 'dummy')`,
    );
    for (const { id } of services) {
      await this.queue.add(
        this.database.manager,
        'check-service',
        { serviceId: id },
        { key: `check-service:${id}`, maxAttempts: 1 },
      );
    }
  }

  private async forgetOld(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT);
    await this.database.getRepository(ServiceCheck).delete({ at: LessThan(before) });
  }

  private async look(serviceId: string): Promise<Outcome<Health>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome<Health>>((resolve) => {
      timer = setTimeout(() => resolve(failed('timeout', 'No answer within 15 seconds.')), TIME_LIMIT);
    });
    try {
      const connector = await this.connectors.forService(serviceId);
      return await Promise.race([connector.check(), late]);
    } catch (error) {
      // A bug of a connector, or a secret that no key opens: the operator sees that the check failed, the log says why.
      this.logger.error({ err: error, serviceId }, 'a health check broke');
      return failed('bad-answer', 'The check itself failed; the log of the portal says why.');
    } finally {
      clearTimeout(timer);
    }
  }

  private async record(manager: EntityManager, check: ServiceCheck): Promise<void> {
    const service = await manager.findOne(Service, {
      where: { id: check.serviceId },
      lock: { mode: 'pessimistic_write' },
    });
    if (service === null) return;
    const [before] = await manager.find(ServiceCheck, {
      where: { serviceId: service.id },
      order: { at: 'DESC', id: 'DESC' },
      take: 1,
    });
    await manager.insert(ServiceCheck, check as never);
    const state = stateAfter(service, check.healthy, before?.healthy ?? true);
    // Written only when it changes: each change draws the public pages anew.
    if (state !== service.state) {
      await manager.update(Service, { id: service.id }, { state, stateNote: '', stateSince: check.at });
    }
  }
}

function detailOf(outcome: Outcome<Health>): string {
  if (outcome.kind === 'failed') return outcome.detail;
  return outcome.kind === 'done' ? (outcome.value.remark ?? '') : '';
}
