import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { ProvisioningJob } from './provisioning-job.entity.js';

/** After so many failures, people are told that it takes longer, and operators see the job. */
export const WORRYING_ATTEMPTS = 3;

/** What others need to know of provisioning. */
@Injectable()
export class ProvisioningState {
  constructor(private readonly database: DataSource) {}

  /** Those of the subscriptions whose work failed for good or keeps failing. */
  async stuckAmong(subscriptionIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (subscriptionIds.length === 0) return new Set();
    const jobs = await this.database
      .getRepository(ProvisioningJob)
      .findBy({ subscriptionId: In([...subscriptionIds]), status: In(['dead', 'retrying', 'waiting']) });
    return new Set(
      jobs
        .filter((job) => job.status !== 'retrying' || job.attempts >= WORRYING_ATTEMPTS)
        .map((job) => job.subscriptionId),
    );
  }
}
