import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { isWorthRetrying, type DesiredState } from '@ronron/connectors';
import type { Clock, Logger } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, LOGGER } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { ServiceCalls } from '../../provisioning/circuits/service-calls.service.js';
import { Drift } from './drift.entity.js';
import { Drifts, END_EXTRA } from './drifts.service.js';

/** Removes extras that an operator wants gone, and that are no subscription of ours. Safe to repeat: the tool is told that it is absent. */
@Injectable()
export class ExtraRemovals implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly drifts: Drifts,
    private readonly calls: ServiceCalls,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.register(END_EXTRA, ({ id }: { id: string }) => this.run(id));
  }

  /** @throws Error when trying again may help, for the queue to do so */
  async run(id: string): Promise<void> {
    const drifts = this.database.getRepository(Drift);
    const drift = await drifts.findOneBy({ id, status: 'ending' });
    if (drift === null) return;
    const outcome = await this.calls.make(drift.serviceId, (connector) =>
      connector.apply(absent(drift), null, `end-extra:${id}`),
    );
    if (outcome.kind === 'paused') {
      const { until } = outcome;
      return inTransaction(this.database, (manager) => this.drifts.enqueueEnd(manager, drift, until));
    }
    if (outcome.kind === 'done') {
      await drifts.update(
        { id, status: 'ending' },
        { status: 'gone', resolvedAt: this.clock.now(), failureReason: null },
      );
      return;
    }
    if (outcome.kind === 'pending' || isWorthRetrying(outcome.reason))
      throw new Error(`The extra ${id} is not removed yet.`);
    this.logger.info({ driftId: id, reason: outcome.reason }, 'an extra could not be removed');
    await drifts.update({ id, status: 'ending' }, { status: 'open', failureReason: outcome.reason });
  }
}

function absent({ subject, remoteName }: Drift): DesiredState {
  return {
    subscriptionId: subject,
    state: 'absent',
    holder: { kind: 'organisation', id: subject, name: remoteName },
    members: [],
    quotaBytes: null,
    name: remoteName,
    locale: 'fr',
  };
}
