import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { AdminStatesController, OperatorStatesController } from './states.controller.js';
import { ServiceHealth } from './service-health.service.js';
import { ServiceStates } from './service-states.service.js';
import { StatePages } from './state-pages.js';

@Module({
  imports: [CatalogueModule],
  controllers: [AdminStatesController, OperatorStatesController],
  providers: [ServiceHealth, ServiceStates, StatePages],
  exports: [ServiceHealth],
})
export class StatusModule {}
