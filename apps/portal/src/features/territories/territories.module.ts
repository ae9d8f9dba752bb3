import { Global, Module } from '@nestjs/common';
import { BrandSource } from '../../platform/pages/brand-source.js';
import { CommuneBrand } from './commune-brand.js';

/** Global for the brand alone, which every page wears. */
@Global()
@Module({
  providers: [{ provide: BrandSource, useClass: CommuneBrand }],
  exports: [BrandSource],
})
export class TerritoriesModule {}
