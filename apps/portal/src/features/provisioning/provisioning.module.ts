import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { SsoModule } from '../sso/sso.module.js';
import { DesiredStates } from './desired-state.service.js';
import { JobRepairs } from './job-repairs.service.js';
import { JobsController } from './jobs.controller.js';
import { Provisioner } from './provisioner.service.js';
import { ProvisioningMails } from './provisioning-mails.service.js';
import { ProvisioningQueueModule } from './provisioning-queue.module.js';

@Module({
  imports: [ProvisioningQueueModule, CatalogueModule, SsoModule],
  controllers: [JobsController],
  providers: [DesiredStates, JobRepairs, Provisioner, ProvisioningMails],
  exports: [DesiredStates, JobRepairs, Provisioner],
})
export class ProvisioningModule {}
