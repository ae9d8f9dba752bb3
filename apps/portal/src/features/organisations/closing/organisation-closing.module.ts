import { Module } from '@nestjs/common';
import { RequestsModule } from '../../requests/requests.module.js';
import { EndingModule } from '../../subscriptions/ending/ending.module.js';
import { OrganisationsModule } from '../organisations.module.js';
import { OrganisationClosingsController } from './organisation-closings.controller.js';
import { OrganisationClosings } from './organisation-closings.service.js';

/** Apart from the others: requests know organisations, and closing one withdraws its requests. */
@Module({
  imports: [EndingModule, OrganisationsModule, RequestsModule],
  controllers: [OrganisationClosingsController],
  providers: [OrganisationClosings],
})
export class OrganisationClosingModule {}
