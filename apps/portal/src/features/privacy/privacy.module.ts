import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { AccountPurge } from './erasure/account-purge.service.js';
import { ErasureMails } from './erasure/erasure-mails.service.js';
import { Erasures } from './erasure/erasures.service.js';
import { ServiceErasureRepairs } from './erasure/service-erasure-repairs.service.js';
import { ServiceErasures } from './erasure/service-erasures.service.js';
import { Purge } from './retention/purge.service.js';
import { RetentionModule } from './retention/retention.module.js';

@Module({
  imports: [CatalogueModule, RetentionModule, SubscriptionsModule],
  providers: [AccountPurge, ErasureMails, Erasures, Purge, ServiceErasureRepairs, ServiceErasures],
  exports: [ServiceErasureRepairs],
})
export class PrivacyModule {}
