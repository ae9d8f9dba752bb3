import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/catalogue.module.js';
import { UsageModule } from '../../usage/usage.module.js';
import { SubscriptionsModule } from '../subscriptions.module.js';
import { ChangeMails } from './change-mails.service.js';
import { HeldSubscriptionsController } from './held-subscriptions.controller.js';
import { SubscriptionDecisionsController } from './subscription-decisions.controller.js';
import { SubscriptionChanges } from './subscription-changes.service.js';
import { SubscriptionPages } from './subscription-pages.service.js';

@Module({
  imports: [CatalogueModule, SubscriptionsModule, UsageModule],
  controllers: [HeldSubscriptionsController, SubscriptionDecisionsController],
  providers: [ChangeMails, SubscriptionChanges, SubscriptionPages],
  exports: [SubscriptionChanges],
})
export class SubscriptionChangesModule {}
