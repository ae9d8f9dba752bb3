import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CircuitsModule } from '../provisioning/circuits/circuits.module.js';
import { SsoModule } from '../sso/sso.module.js';
import { CommuneDeliveriesController, ServiceDeliveriesController } from './endpoints/webhook-deliveries.controller.js';
import { CommuneWebhooksController, ServiceWebhooksController } from './endpoints/webhook-endpoints.controller.js';
import { WebhookEndpoints } from './endpoints/webhook-endpoints.service.js';
import { WebhookOwners } from './endpoints/webhook-owners.service.js';
import { WebhookPage } from './endpoints/webhook-page.js';
import { WebhookQueueModule } from './webhook-queue.module.js';
import { WebhookSecrets } from './webhook-secrets.service.js';
import { WebhookSender } from './webhook-sender.service.js';

@Module({
  imports: [WebhookQueueModule, CatalogueModule, CircuitsModule, SsoModule],
  controllers: [
    CommuneDeliveriesController,
    CommuneWebhooksController,
    ServiceDeliveriesController,
    ServiceWebhooksController,
  ],
  providers: [WebhookEndpoints, WebhookOwners, WebhookPage, WebhookSecrets, WebhookSender],
  exports: [WebhookEndpoints, WebhookSecrets],
})
export class WebhooksModule {}
