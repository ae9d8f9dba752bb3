import { Module } from '@nestjs/common';
import { HelpModule } from '../help/help.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { PrivacyModule } from '../privacy/privacy.module.js';
import { ProvisioningModule } from '../provisioning/provisioning.module.js';
import { ReconciliationModule } from '../reconciliation/reconciliation.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { SubscriptionChangesModule } from '../subscriptions/changes/changes.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { DeskController } from './desk.controller.js';
import { DeskService } from './desk.service.js';

@Module({
  imports: [
    HelpModule,
    OrganisationsModule,
    PrivacyModule,
    ProvisioningModule,
    ReconciliationModule,
    RequestsModule,
    SubscriptionChangesModule,
    SubscriptionsModule,
    WebhooksModule,
  ],
  controllers: [DeskController],
  providers: [DeskService],
})
export class DeskModule {}
