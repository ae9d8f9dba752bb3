import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { ProvisioningModule } from '../provisioning/provisioning.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { DriftRecords } from './drifts/drift-records.service.js';
import { DriftsController } from './drifts/drifts.controller.js';
import { Drifts } from './drifts/drifts.service.js';
import { ExtraRemovals } from './drifts/extra-removals.service.js';
import { ReconciliationPage } from './reconciliation-page.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { Comparison } from './runs/comparison.service.js';
import { Reconciler } from './runs/reconciler.service.js';
import { ReconciliationRuns } from './runs/reconciliation-runs.service.js';
import { RunPages } from './runs/run-pages.service.js';
import { RunRepairs } from './runs/run-repairs.service.js';

@Module({
  imports: [CatalogueModule, ProvisioningModule, SubscriptionsModule],
  controllers: [ReconciliationController, DriftsController],
  providers: [
    Comparison,
    DriftRecords,
    Drifts,
    ExtraRemovals,
    Reconciler,
    ReconciliationPage,
    ReconciliationRuns,
    RunPages,
    RunRepairs,
  ],
  exports: [Drifts, ReconciliationRuns],
})
export class ReconciliationModule {}
