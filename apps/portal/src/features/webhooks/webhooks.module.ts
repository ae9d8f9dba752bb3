import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CircuitsModule } from '../provisioning/circuits/circuits.module.js';
import { SsoModule } from '../sso/sso.module.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookQueueModule } from './webhook-queue.module.js';
import { WebhookSecrets } from './webhook-secrets.service.js';
import { WebhookSender } from './webhook-sender.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { CommuneWebhooksController } from './commune-webhooks.controller.js';
import { WebhookOwners } from './webhook-owners.service.js';

@Module({
  imports: [WebhookQueueModule, CatalogueModule, CircuitsModule, SsoModule],
  controllers: [WebhooksController, CommuneWebhooksController],
  providers: [WebhookEndpoints, WebhookOwners, WebhookSecrets, WebhookSender],
  exports: [WebhookEndpoints, WebhookSecrets],
})
export class WebhooksModule {}
