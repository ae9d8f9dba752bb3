import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CircuitsModule } from '../provisioning/circuits/circuits.module.js';
import { OperatorUsageController } from './operator-usage.controller.js';
import { UsageCollection } from './usage-collection.service.js';
import { UsageHistory } from './usage-history.service.js';
import { UsageRollUp } from './usage-roll-up.service.js';

@Module({
  imports: [CatalogueModule, CircuitsModule],
  controllers: [OperatorUsageController],
  providers: [UsageCollection, UsageHistory, UsageRollUp],
  exports: [UsageHistory],
})
export class UsageModule {}
