import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { BulkOperationController } from './bulk-operation.controller.js';
import { BulkOperationsController } from './bulk-operations.controller.js';
import { BulkOperations } from './bulk-operations.service.js';
import { BulkWorker } from './bulk-worker.service.js';

@Module({
  imports: [CatalogueModule, SubscriptionsModule],
  controllers: [BulkOperationsController, BulkOperationController],
  providers: [BulkOperations, BulkWorker],
})
export class BulkModule {}
