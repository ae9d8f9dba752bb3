import { Global, Module } from '@nestjs/common';
import { BrandSource } from '../../platform/pages/brand-source.js';
import { CommuneBrand } from './commune-brand.js';
import { CommuneDirectory } from './commune-directory.service.js';

/** Global for the brand, which every page wears, and for the list of communes. */
@Global()
@Module({
  providers: [{ provide: BrandSource, useClass: CommuneBrand }, CommuneDirectory],
  exports: [BrandSource, CommuneDirectory],
})
export class TerritoriesModule {}
