import { Global, Module } from '@nestjs/common';
import { BrandSource } from '../../platform/pages/brand-source.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CommuneBrand } from './commune-brand.js';
import { CommuneDirectory } from './commune-directory.service.js';
import { StructuresController } from './structures.controller.js';
import { StructuresService } from './structures.service.js';

/** Global for the brand, which every page wears, and for the list of communes. */
@Global()
@Module({
  imports: [CatalogueModule],
  controllers: [StructuresController],
  providers: [{ provide: BrandSource, useClass: CommuneBrand }, CommuneDirectory, StructuresService],
  exports: [BrandSource, CommuneDirectory],
})
export class TerritoriesModule {}
