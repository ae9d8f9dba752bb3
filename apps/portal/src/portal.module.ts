import { Module, type DynamicModule } from '@nestjs/common';
import { ApiModule } from './features/api/api.module.js';
import { AccountsModule } from './features/accounts/accounts.module.js';
import { AdministrationModule } from './features/administration/administration.module.js';
import { BulkModule } from './features/bulk/bulk.module.js';
import { CatalogueModule } from './features/catalogue/catalogue.module.js';
import { FactorsModule } from './features/factors/factors.module.js';
import { HomeModule } from './features/home/home.module.js';
import { IdentitiesModule } from './features/identities/identities.module.js';
import { HelpModule } from './features/help/help.module.js';
import { CommitmentsModule } from './features/commitments/commitments.module.js';
import { GatheringsModule } from './features/gatherings/gatherings.module.js';
import { LegalModule } from './features/legal/legal.module.js';
import { OrganisationClosingModule } from './features/organisations/closing/organisation-closing.module.js';
import { OrganisationsModule } from './features/organisations/organisations.module.js';
import { DeskModule } from './features/desk/desk.module.js';
import { PeopleModule } from './features/people/people.module.js';
import { PrivacyModule } from './features/privacy/privacy.module.js';
import { ProvisioningModule } from './features/provisioning/provisioning.module.js';
import { ReconciliationModule } from './features/reconciliation/reconciliation.module.js';
import { RequestsModule } from './features/requests/requests.module.js';
import { RolesModule } from './features/roles/roles.module.js';
import { RoomsModule } from './features/rooms/rooms.module.js';
import { SetupModule } from './features/setup/setup.module.js';
import { SsoModule } from './features/sso/sso.module.js';
import { StatusModule } from './features/status/status.module.js';
import { EndingModule } from './features/subscriptions/ending/ending.module.js';
import { OperatorSubscriptionsModule } from './features/subscriptions/operator/operator-subscriptions.module.js';
import { RenewalModule } from './features/subscriptions/renewal/renewal.module.js';
import { SubscriptionChangesModule } from './features/subscriptions/changes/changes.module.js';
import { SubscriptionsModule } from './features/subscriptions/subscriptions.module.js';
import { TerritoriesModule } from './features/territories/territories.module.js';
import { UsageModule } from './features/usage/usage.module.js';
import { WebhooksModule } from './features/webhooks/webhooks.module.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';

/** Every feature, a line each. */
@Module({})
export class PortalModule {
  static with(parts: PlatformParts): DynamicModule {
    return {
      module: PortalModule,
      imports: [
        PlatformModule.with(parts),
        AccountsModule,
        ApiModule,
        AdministrationModule,
        BulkModule,
        CatalogueModule,
        FactorsModule,
        HomeModule,
        HelpModule,
        IdentitiesModule,
        CommitmentsModule,
        GatheringsModule,
        LegalModule,
        OrganisationClosingModule,
        OperatorSubscriptionsModule,
        OrganisationsModule,
        DeskModule,
        EndingModule,
        PeopleModule,
        PrivacyModule,
        ProvisioningModule,
        ReconciliationModule,
        RenewalModule,
        RequestsModule,
        RolesModule,
        RoomsModule,
        SetupModule,
        SsoModule,
        StatusModule,
        SubscriptionsModule,
        SubscriptionChangesModule,
        TerritoriesModule,
        UsageModule,
        WebhooksModule,
      ],
    };
  }
}
