import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../catalogue/catalogue.module.js';
import { CircuitsModule } from '../../provisioning/circuits/circuits.module.js';
import { ProvisioningQueueModule } from '../../provisioning/provisioning-queue.module.js';
import { SsoModule } from '../../sso/sso.module.js';
import { SubscriptionsModule } from '../subscriptions.module.js';
import { ClosureClock } from './closure-clock.service.js';
import { ClosureMails } from './closure-mails.service.js';
import { ClosurePages } from './closure-pages.service.js';
import { ClosuresController } from './closures.controller.js';
import { Closures } from './closures.service.js';
import { MovedOutClosures } from './moved-out-closures.service.js';
import { SubscriptionExportsController } from './exports/subscription-exports.controller.js';
import { SubscriptionExports } from './exports/subscription-exports.service.js';
import { DeletionReceiptsController } from './receipts/deletion-receipts.controller.js';
import { DeletionReceipts } from './receipts/deletion-receipts.service.js';
import { ReceiptKeysController } from './receipts/receipt-keys.controller.js';
import { SubscriptionEndingsController } from './subscription-endings.controller.js';

/** Apart from the others: receipts are signed by the provider of sign-in, which knows subscriptions. */
@Module({
  imports: [CatalogueModule, CircuitsModule, ProvisioningQueueModule, SsoModule, SubscriptionsModule],
  controllers: [
    ClosuresController,
    DeletionReceiptsController,
    ReceiptKeysController,
    SubscriptionEndingsController,
    SubscriptionExportsController,
  ],
  providers: [
    ClosureClock,
    ClosureMails,
    ClosurePages,
    Closures,
    DeletionReceipts,
    MovedOutClosures,
    SubscriptionExports,
  ],
  exports: [ClosureMails, Closures],
})
export class EndingModule {}
