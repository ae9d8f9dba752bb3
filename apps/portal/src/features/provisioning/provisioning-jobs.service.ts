import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { In, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';
import { ProvisioningJob } from './provisioning-job.entity.js';

/** The name of the queue's task; its payload is the job's id alone. */
export const PROVISION = 'provision';

/** The task of whoever has something to do once a tool holds nothing of an ended subscription; its payload is that one's id. */
export const EMPTIED = 'subscription-emptied';

/** Adds the durable work that makes a tool match its subscription. */
@Injectable()
export class ProvisioningJobs {
  constructor(
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** In the transaction that changes the subscription. Older jobs that have not begun have nothing left to do: they are abandoned. */
  async add(manager: EntityManager, subscription: Subscription): Promise<void> {
    const now = this.clock.now();
    await manager.update(
      ProvisioningJob,
      { subscriptionId: subscription.id, status: In(['queued', 'retrying', 'dead']) },
      { status: 'abandoned', finishedAt: now, nextAttemptAt: null },
    );
    const id = newId(this.clock, this.randomness);
    await manager.insert(ProvisioningJob, {
      id,
      subscriptionId: subscription.id,
      status: 'queued',
      revision: subscription.wantedRevision,
      createdAt: now,
    });
    await this.enqueue(manager, id, subscription.id);
  }

  async emptied(manager: EntityManager, subscriptionId: string): Promise<void> {
    const options = { key: `${EMPTIED}:${subscriptionId}` };
    await this.queue.add(manager, EMPTIED, { id: subscriptionId }, options);
  }

  /** Puts a job in the queue, where those of one subscription run one after the other. */
  async enqueue(manager: EntityManager, id: string, subscriptionId: string, runAt?: Date): Promise<void> {
    await this.queue.add(
      manager,
      PROVISION,
      { id },
      { queue: `${PROVISION}:${subscriptionId}`, key: `${PROVISION}:${id}`, runAt },
    );
  }
}
