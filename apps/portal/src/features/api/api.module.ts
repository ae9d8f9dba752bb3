import { Module } from '@nestjs/common';
import { SsoModule } from '../sso/sso.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { ApiClients } from './api-clients.service.js';
import { EntitlementsController } from './entitlements.controller.js';
import { OpenApiController } from './openapi.controller.js';
import { ServiceEntitlements } from './service-entitlements.service.js';

@Module({
  imports: [SsoModule, SubscriptionsModule],
  controllers: [EntitlementsController, OpenApiController],
  providers: [ApiClients, ServiceEntitlements],
})
export class ApiModule {}
