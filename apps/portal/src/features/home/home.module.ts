import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CommitmentsModule } from '../commitments/commitments.module.js';
import { HomeController } from './home.controller.js';
import { HomePage } from './home-page.service.js';
import { RobotsController } from './robots.controller.js';
import { SiteMap } from './site-map.service.js';

@Module({
  imports: [CatalogueModule, CommitmentsModule],
  controllers: [HomeController, RobotsController],
  providers: [HomePage, SiteMap],
})
export class HomeModule {}
