import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { ServiceHealth } from '../../status/service-health.service.js';
import { ProvisioningJobs } from '../provisioning-jobs.service.js';
import { PROBE_CIRCUIT, RELEASE_WAITING, ServiceCircuits } from './service-circuits.service.js';

const BATCH = 200;

/** Looks whether a service that is not called for now is well again, and then lets what waited for it go on, little by little. */
@Injectable()
export class CircuitProbes implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly queue: JobQueue,
    private readonly circuits: ServiceCircuits,
    private readonly jobs: ProvisioningJobs,
    private readonly health: ServiceHealth,
  ) {}

  onModuleInit(): void {
    this.tasks.register(PROBE_CIRCUIT, ({ serviceId }: { serviceId: string }) => this.probe(serviceId));
    this.tasks.register(RELEASE_WAITING, ({ serviceId }: { serviceId: string }) => this.release(serviceId));
  }

  private async probe(serviceId: string): Promise<void> {
    if ((await this.circuits.openOf(serviceId)) === null) return;
    const { healthy } = await this.health.checkNow(serviceId);
    await this.circuits.probed(serviceId, healthy);
  }

  /** Stops when the circuit opened again meanwhile: the next release takes what is left. */
  private async release(serviceId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      if ((await this.circuits.holdOpen(manager, serviceId)) !== null) return;
      const released = await this.jobs.releaseWaiting(manager, serviceId, BATCH);
      if (released < BATCH) return;
      await this.queue.add(manager, RELEASE_WAITING, { serviceId }, { key: `${RELEASE_WAITING}:${serviceId}` });
    });
  }
}
