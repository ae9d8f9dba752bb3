import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/catalogue.module.js';
import { ProvisioningMails } from '../provisioning-mails.service.js';
import { ServiceCalls } from './service-calls.service.js';
import { ServiceCircuits } from './service-circuits.service.js';

/** The way to tools, for every feature that speaks to one. */
@Module({
  imports: [CatalogueModule],
  providers: [ProvisioningMails, ServiceCalls, ServiceCircuits],
  exports: [ProvisioningMails, ServiceCalls, ServiceCircuits],
})
export class CircuitsModule {}
