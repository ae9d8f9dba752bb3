import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CircuitsModule } from '../provisioning/circuits/circuits.module.js';
import { SsoModule } from '../sso/sso.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { LegalModule } from '../legal/legal.module.js';
import { AccountPurge } from './erasure/account-purge.service.js';
import { ErasureMailsModule } from './erasure/erasure-mails.module.js';
import { Erasures } from './erasure/erasures.service.js';
import { ServiceErasureRepairs } from './erasure/service-erasure-repairs.service.js';
import { ServiceErasures } from './erasure/service-erasures.service.js';
import { Purge } from './retention/purge.service.js';
import { RetentionModule } from './retention/retention.module.js';
import { ReceiptsController } from './erasure/receipts.controller.js';
import { ServiceErasuresController } from './erasure/service-erasures.controller.js';
import { CopyArchives } from './export/copy-archive.service.js';
import { DataExports } from './export/data-exports.service.js';
import { MyDataController } from './export/my-data.controller.js';
import { PersonalCopies } from './export/personal-copy.service.js';
import { RegisterAdminController } from './register/register-admin.controller.js';
import { RegisterModule } from './register/register.module.js';
import { RetainedRecordsController } from './retention/retained-records.controller.js';
import { DeceasedAccountsController } from './rights/deceased-accounts.controller.js';
import { RelativesController } from './rights/relatives.controller.js';
import { RightsDeskPages } from './rights/rights-desk-pages.service.js';
import { RightsDesk } from './rights/rights-desk.service.js';
import { RightsMails } from './rights/rights-mails.service.js';
import { RightsRequests } from './rights/rights-requests.service.js';
import { AdminRightsController, OperatorRightsController } from './rights/rights.controller.js';

@Module({
  imports: [
    CatalogueModule,
    CircuitsModule,
    ErasureMailsModule,
    LegalModule,
    RegisterModule,
    RetentionModule,
    SsoModule,
    SubscriptionsModule,
  ],
  controllers: [
    AdminRightsController,
    DeceasedAccountsController,
    MyDataController,
    OperatorRightsController,
    ReceiptsController,
    RegisterAdminController,
    RelativesController,
    RetainedRecordsController,
    ServiceErasuresController,
  ],
  providers: [
    AccountPurge,
    CopyArchives,
    DataExports,
    Erasures,
    PersonalCopies,
    Purge,
    RightsDesk,
    RightsDeskPages,
    RightsMails,
    RightsRequests,
    ServiceErasureRepairs,
    ServiceErasures,
  ],
  exports: [RightsDesk, ServiceErasureRepairs],
})
export class PrivacyModule {}
