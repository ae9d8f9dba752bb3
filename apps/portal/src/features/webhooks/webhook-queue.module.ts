import { Module } from '@nestjs/common';
import { WebhookDeliveries } from './webhook-deliveries.service.js';

/** The side of webhooks that writes down what happened: what subscriptions need, without what sends it. */
@Module({ providers: [WebhookDeliveries], exports: [WebhookDeliveries] })
export class WebhookQueueModule {}
