import { Module } from '@nestjs/common';
import { ProvisioningJobs } from './provisioning-jobs.service.js';
import { ProvisioningState } from './provisioning-state.service.js';

/** The side of provisioning that adds work: what subscriptions need, without what does the work. */
@Module({ providers: [ProvisioningJobs, ProvisioningState], exports: [ProvisioningJobs, ProvisioningState] })
export class ProvisioningQueueModule {}
