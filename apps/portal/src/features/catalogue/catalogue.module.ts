import { Module } from '@nestjs/common';
import { PublicCatalogue } from './public-catalogue.service.js';
import { ServiceConnectors } from './service-connectors.service.js';
import { ServicesController } from './services.controller.js';

@Module({
  controllers: [ServicesController],
  providers: [PublicCatalogue, ServiceConnectors],
  exports: [PublicCatalogue, ServiceConnectors],
})
export class CatalogueModule {}
