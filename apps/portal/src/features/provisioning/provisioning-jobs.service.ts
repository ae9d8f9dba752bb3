import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { In, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { JobQueue } from '../../platform/jobs/job-queue.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { ProvisioningJob } from './provisioning-job.entity.js';

/** The name of the queue's task; its payload is the job's id alone. */
export const PROVISION = 'provision';

/** Jobs of one service that run at a time: a slow service takes so many workers, and leaves the others to the rest. */
const SLOTS = 2;

/** The task of whoever has something to do once a tool holds nothing of an ended subscription. */
export const EMPTIED = 'subscription-emptied';

export interface Emptied {
  /** The subscription's. */
  readonly id: string;
  /** Whether the tool was asked afterwards, and had nothing left. */
  readonly seenEmpty: boolean;
}

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
      { subscriptionId: subscription.id, status: In(['queued', 'retrying', 'waiting', 'dead']) },
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

  async emptied(manager: EntityManager, id: string, seenEmpty: boolean): Promise<void> {
    const emptied: Emptied = { id, seenEmpty };
    await this.queue.add(manager, EMPTIED, emptied, { key: `${EMPTIED}:${id}` });
  }

  /** In the queue the jobs of one subscription run one after the other, and those of one service in `SLOTS` rows. */
  async enqueue(manager: EntityManager, id: string, subscriptionId: string, runAt?: Date): Promise<void> {
    const { serviceId } = await manager.findOneOrFail(Subscription, {
      select: { id: true, serviceId: true },
      where: { id: subscriptionId },
    });
    const queue = `${PROVISION}:${serviceId}:${slotOf(subscriptionId)}`;
    await this.queue.add(manager, PROVISION, { id }, { queue, key: `${PROVISION}:${id}`, runAt });
  }

  /** Takes a job that was to be done out of the queue, until its service can be called again. */
  async putToWait(manager: EntityManager, id: string, nextAttemptAt: Date | null): Promise<void> {
    await manager.update(
      ProvisioningJob,
      { id, status: In(['queued', 'retrying', 'running']) },
      { status: 'waiting', nextAttemptAt },
    );
  }

  /** Puts up to `most` of a service's waiting jobs back in the queue, oldest first; returns how many. */
  async releaseWaiting(manager: EntityManager, serviceId: string, most: number): Promise<number> {
    const jobs = await manager.query<{ id: string; subscription_id: string }[]>(
      `SELECT job.id, job.subscription_id FROM provisioning_job AS job JOIN subscription ON subscription.id = job.subscription_id
       WHERE subscription.service_id = $1 AND job.status = 'waiting'
       ORDER BY job.id LIMIT $2 FOR UPDATE OF job SKIP LOCKED`,
      [serviceId, most],
    );
    for (const { id, subscription_id: subscriptionId } of jobs) {
      await manager.update(ProvisioningJob, { id }, { status: 'queued', nextAttemptAt: null });
      await this.enqueue(manager, id, subscriptionId);
    }
    return jobs.length;
  }
}

/** Always the same for a subscription. */
function slotOf(subscriptionId: string): number {
  return Number.parseInt(subscriptionId.slice(-6), 16) % SLOTS;
}
