import { Module } from '@nestjs/common';
import { ServiceConnectors } from './service-connectors.service.js';

@Module({ providers: [ServiceConnectors], exports: [ServiceConnectors] })
export class CatalogueModule {}
