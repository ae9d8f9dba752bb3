import { Inject, Injectable } from '@nestjs/common';
import type { Outcome } from '@ronron/connectors';
import type { Clock, Logger } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, LOGGER } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Service } from '../../catalogue/service.entity.js';
import { ProvisioningMails } from '../provisioning-mails.service.js';
import { afterFailure, afterProbe, closedCircuit, isAboutOneThing, probeDelay, trouble } from './circuit-rules.js';
import { ServiceCircuit } from './service-circuit.entity.js';

/** Tasks of the queue; their payload is the service's id alone. */
export const PROBE_CIRCUIT = 'probe-circuit';
export const RELEASE_WAITING = 'release-waiting';

/** A service that is back within some minutes is no news; one mail for an outage. */
const PROBES_THAT_WORRY = 3;

/** The circuit breakers of services: who must not be called for now, since when, and why. */
@Injectable()
export class ServiceCircuits {
  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
    private readonly mails: ProvisioningMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The circuit, when nothing may be asked of the service; else null. */
  async openOf(serviceId: string): Promise<ServiceCircuit | null> {
    return this.database.getRepository(ServiceCircuit).findOneBy({ serviceId, state: 'open' });
  }

  /** The same within a transaction: as long as it lasts the circuit does not close, so that what is put to wait now is not forgotten. */
  async holdOpen(manager: EntityManager, serviceId: string): Promise<ServiceCircuit | null> {
    return manager.findOne(ServiceCircuit, {
      where: { serviceId, state: 'open' },
      lock: { mode: 'pessimistic_read' },
    });
  }

  /** Open ones of the operator's structures, longest first; for the desk. */
  async waitingFor(actor: Actor): Promise<ServiceCircuit[]> {
    return this.database
      .getRepository(ServiceCircuit)
      .createQueryBuilder('circuit')
      .innerJoinAndSelect('circuit.service', 'service')
      .where(`circuit.state = 'open' AND service.structure_id = ANY(:structures)`, { structures: actor.structures })
      .orderBy('circuit.openedAt', 'ASC')
      .take(100)
      .getMany();
  }

  /** Counts what came of a call. The fifth failure in a row opens the circuit; anything that the service answers closes it. */
  async record(serviceId: string, outcome: Outcome<unknown>): Promise<void> {
    const failure = trouble(outcome);
    if (failure === null) {
      await this.database.query(
        `UPDATE service_circuit SET state = 'closed', failures = 0, probes = 0, opened_at = NULL, next_probe_at = NULL
         WHERE service_id = $1 AND state <> 'open' AND failures > 0`,
        [serviceId],
      );
      return;
    }
    await inTransaction(this.database, async (manager) => {
      const before = await this.lock(manager, serviceId);
      const after = afterFailure(before);
      const opens = after.state === 'open' && before.state !== 'open';
      const now = this.clock.now();
      await manager.update(
        ServiceCircuit,
        { serviceId },
        { ...pick(after), reason: failure.reason, detail: failure.detail, ...(opens ? { openedAt: now } : {}) },
      );
      if (!opens) return;
      this.logger.warn({ serviceId, reason: failure.reason }, 'a service is not called for now');
      await this.probeLater(manager, serviceId, after.probes);
    });
  }

  /** The same for a call about one thing of many, whose senseless answer says nothing of the service. */
  async recordOne(serviceId: string, outcome: Outcome<unknown>): Promise<void> {
    if (!isAboutOneThing(outcome)) await this.record(serviceId, outcome);
  }

  /** What a look at a service with an open circuit found: it gets a trial and what waited goes on, or it is looked at again later. */
  async probed(serviceId: string, healthy: boolean): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const before = await this.lock(manager, serviceId);
      if (before.state !== 'open') return;
      const after = afterProbe(before, healthy);
      await manager.update(
        ServiceCircuit,
        { serviceId },
        { ...pick(after), ...(healthy ? { nextProbeAt: null } : {}) },
      );
      if (!healthy) {
        if (after.probes === PROBES_THAT_WORRY) await this.tell(manager, serviceId);
        return this.probeLater(manager, serviceId, after.probes);
      }
      this.logger.info({ serviceId }, 'a service is called again');
      await this.queue.add(manager, RELEASE_WAITING, { serviceId }, { key: `${RELEASE_WAITING}:${serviceId}` });
    });
  }

  /** An operator does not want to wait for the next look. Nothing happens where the circuit is not open. */
  async probeNow(manager: EntityManager, serviceId: string): Promise<boolean> {
    const { affected } = await manager.update(
      ServiceCircuit,
      { serviceId, state: 'open' },
      { nextProbeAt: this.clock.now() },
    );
    if (affected !== 1) return false;
    await this.enqueueProbe(manager, serviceId, this.clock.now());
    return true;
  }

  private async lock(manager: EntityManager, serviceId: string): Promise<ServiceCircuit> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(ServiceCircuit)
      .values({ serviceId, ...closedCircuit })
      .orIgnore()
      .execute();
    return manager.findOneOrFail(ServiceCircuit, { where: { serviceId }, lock: { mode: 'pessimistic_write' } });
  }

  private async tell(manager: EntityManager, serviceId: string): Promise<void> {
    await this.mails.notCalled(manager, await manager.findOneByOrFail(Service, { id: serviceId }));
  }

  private async probeLater(manager: EntityManager, serviceId: string, probes: number): Promise<void> {
    const nextProbeAt = new Date(this.clock.now().getTime() + probeDelay(probes));
    await manager.update(ServiceCircuit, { serviceId }, { nextProbeAt });
    await this.enqueueProbe(manager, serviceId, nextProbeAt);
  }

  private async enqueueProbe(manager: EntityManager, serviceId: string, runAt: Date): Promise<void> {
    await this.queue.add(manager, PROBE_CIRCUIT, { serviceId }, { key: `${PROBE_CIRCUIT}:${serviceId}`, runAt });
  }
}

function pick({ state, failures, probes }: Pick<ServiceCircuit, 'state' | 'failures' | 'probes'>): {
  state: ServiceCircuit['state'];
  failures: number;
  probes: number;
} {
  return { state, failures, probes };
}
