import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { ConnectedToolsController } from './applications/connected-tools.controller.js';
import { ConnectedTools } from './applications/connected-tools.service.js';
import { Admissions } from './clients/admissions.service.js';
import { ClientDirectory } from './clients/client-directory.service.js';
import { Subjects } from './clients/subjects.service.js';
import { ConsentsService } from './clients/consents.service.js';
import { ServiceClients } from './clients/service-clients.service.js';
import { LogoutDeliveries } from './ending/logout-deliveries.service.js';
import { SignInReviews } from './ending/sign-in-reviews.service.js';
import { InteractionsController } from './interactions/interactions.controller.js';
import { Interactions } from './interactions/interactions.service.js';
import { SigningKeysService } from './keys/signing-keys.service.js';
import { Statements } from './keys/statements.service.js';
import { AdminSignInController, OperatorSignInController } from './operator/sign-in.controller.js';
import { SignInPages } from './operator/sign-in-pages.js';
import { PortalSignIns } from './provider/portal-sign-ins.service.js';
import { SsoAccounts } from './provider/sso-accounts.service.js';
import { SsoEndpoint } from './provider/sso-endpoint.service.js';
import { SsoPages } from './provider/sso-pages.service.js';
import { SsoProvider } from './provider/sso-provider.service.js';
import { ApplicationOrganisationsController } from './registered/application-organisations.controller.js';
import { ApplicationOrganisations } from './registered/application-organisations.service.js';
import { ApplicationPages } from './registered/application-pages.js';
import { ApplicationsController } from './registered/applications.controller.js';
import { RegisteredApplications } from './registered/registered-applications.service.js';
import { SsoStoragePurge } from './storage/storage-purge.service.js';

@Module({
  imports: [CatalogueModule, SubscriptionsModule],
  controllers: [
    AdminSignInController,
    ApplicationOrganisationsController,
    ApplicationsController,
    ConnectedToolsController,
    InteractionsController,
    OperatorSignInController,
  ],
  providers: [
    Admissions,
    ApplicationOrganisations,
    ApplicationPages,
    ClientDirectory,
    ConnectedTools,
    ConsentsService,
    Interactions,
    LogoutDeliveries,
    PortalSignIns,
    RegisteredApplications,
    ServiceClients,
    SignInPages,
    SignInReviews,
    SigningKeysService,
    SsoAccounts,
    SsoEndpoint,
    SsoPages,
    SsoProvider,
    SsoStoragePurge,
    Statements,
    Subjects,
  ],
  exports: [ClientDirectory, SsoProvider, Statements, Subjects],
})
export class SsoModule {}
