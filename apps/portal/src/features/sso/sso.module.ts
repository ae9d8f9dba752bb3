import { Module } from '@nestjs/common';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { ClientDirectory } from './clients/client-directory.service.js';
import { Subjects } from './clients/subjects.service.js';
import { ConsentsService } from './clients/consents.service.js';
import { LogoutDeliveries } from './ending/logout-deliveries.service.js';
import { SignInReviews } from './ending/sign-in-reviews.service.js';
import { InteractionsController } from './interactions/interactions.controller.js';
import { Interactions } from './interactions/interactions.service.js';
import { SigningKeysService } from './keys/signing-keys.service.js';
import { PortalSignIns } from './provider/portal-sign-ins.service.js';
import { SsoAccounts } from './provider/sso-accounts.service.js';
import { SsoEndpoint } from './provider/sso-endpoint.service.js';
import { SsoPages } from './provider/sso-pages.service.js';
import { SsoProvider } from './provider/sso-provider.service.js';
import { SsoStoragePurge } from './storage/storage-purge.service.js';

@Module({
  imports: [SubscriptionsModule],
  controllers: [InteractionsController],
  providers: [
    ClientDirectory,
    ConsentsService,
    Interactions,
    LogoutDeliveries,
    PortalSignIns,
    SignInReviews,
    SigningKeysService,
    SsoAccounts,
    SsoEndpoint,
    SsoPages,
    SsoProvider,
    SsoStoragePurge,
    Subjects,
  ],
  exports: [ClientDirectory, SsoProvider, Subjects],
})
export class SsoModule {}
