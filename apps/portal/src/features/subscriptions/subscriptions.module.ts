import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CircuitsModule } from '../provisioning/circuits/circuits.module.js';
import { ProvisioningQueueModule } from '../provisioning/provisioning-queue.module.js';
import { EligibilityModule } from '../requests/asking/eligibility.module.js';
import { WebhookQueueModule } from '../webhooks/webhook-queue.module.js';
import { Entitlements } from './entitlements/entitlements.service.js';
import { Holdings } from './holdings.service.js';
import { MyServicesController } from './my-services.controller.js';
import { MyServices } from './my-services.service.js';
import { PadsController } from './pads/pads.controller.js';
import { SubscriptionPads } from './pads/subscription-pads.service.js';
import { ServicePasswordsController } from './passwords/service-passwords.controller.js';
import { ServicePasswords } from './passwords/service-passwords.service.js';
import { PlanFollowers } from './plans/plan-followers.service.js';
import { Seats } from './plans/seats.service.js';
import { AccessRemovals } from './removals/access-removals.service.js';
import { LateEmptyings } from './removals/late-emptyings.service.js';
import { RenewalQuestions } from './renewal/renewal-questions.service.js';
import { ServiceOpenings } from './service-openings.service.js';
import { SubscriptionsService } from './subscriptions.service.js';

@Module({
  imports: [ProvisioningQueueModule, CatalogueModule, CircuitsModule, EligibilityModule, WebhookQueueModule],
  controllers: [MyServicesController, PadsController, ServicePasswordsController],
  providers: [
    AccessRemovals,
    Entitlements,
    Holdings,
    LateEmptyings,
    MyServices,
    PlanFollowers,
    RenewalQuestions,
    Seats,
    ServiceOpenings,
    ServicePasswords,
    SubscriptionPads,
    SubscriptionsService,
  ],
  exports: [AccessRemovals, Entitlements, Holdings, LateEmptyings, RenewalQuestions, Seats, SubscriptionsService],
})
export class SubscriptionsModule {}
