import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { SsoModule } from '../sso/sso.module.js';
import { CircuitProbes } from './circuits/circuit-probes.service.js';
import { CircuitsModule } from './circuits/circuits.module.js';
import { CircuitsController } from './circuits/circuits.controller.js';
import { StatusModule } from '../status/status.module.js';
import { DesiredStates } from './desired-state.service.js';
import { JobRepairs } from './job-repairs.service.js';
import { JobsController } from './jobs.controller.js';
import { SharedAccounts } from './shared-accounts.service.js';
import { Provisioner } from './provisioner.service.js';
import { ProvisioningQueueModule } from './provisioning-queue.module.js';

@Module({
  imports: [ProvisioningQueueModule, CircuitsModule, CatalogueModule, SsoModule, StatusModule],
  controllers: [CircuitsController, JobsController],
  providers: [CircuitProbes, DesiredStates, JobRepairs, Provisioner, SharedAccounts],
  exports: [CircuitsModule, DesiredStates, JobRepairs, Provisioner],
})
export class ProvisioningModule {}
