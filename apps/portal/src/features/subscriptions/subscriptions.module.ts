import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { ProvisioningQueueModule } from '../provisioning/provisioning-queue.module.js';
import { MyServicesController } from './my-services.controller.js';
import { MyServices } from './my-services.service.js';
import { ServiceOpenings } from './service-openings.service.js';
import { SubscriptionsService } from './subscriptions.service.js';

@Module({
  imports: [ProvisioningQueueModule, CatalogueModule],
  controllers: [MyServicesController],
  providers: [MyServices, ServiceOpenings, SubscriptionsService],
  exports: [SubscriptionsService],
})
export class SubscriptionsModule {}
