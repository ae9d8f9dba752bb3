import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { BulkOperations } from './bulk-operations.service.js';
import { BulkWorker } from './bulk-worker.service.js';
import { BulkController } from './bulk.controller.js';

@Module({
  imports: [CatalogueModule, SubscriptionsModule],
  controllers: [BulkController],
  providers: [BulkOperations, BulkWorker],
})
export class BulkModule {}
