import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { LegalModule } from '../legal/legal.module.js';
import { HomeController } from './home.controller.js';
import { HomePage } from './home-page.service.js';
import { RobotsController } from './robots.controller.js';
import { SiteMap } from './site-map.service.js';

@Module({
  imports: [CatalogueModule, LegalModule],
  controllers: [HomeController, RobotsController],
  providers: [HomePage, SiteMap],
})
export class HomeModule {}
