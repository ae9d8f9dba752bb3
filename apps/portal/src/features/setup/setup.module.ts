import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CommitmentsModule } from '../commitments/commitments.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { LegalModule } from '../legal/legal.module.js';
import { ProvisioningModule } from '../provisioning/provisioning.module.js';
import { ProvisioningQueueModule } from '../provisioning/provisioning-queue.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { DemoEtherpad } from './demo/demo-etherpad.service.js';
import { Demonstration } from './demo/demonstration.service.js';
import { FirstRun } from './first-run/first-run.service.js';
import { SetupLinks } from './first-run/setup-links.service.js';
import { SetupController } from './first-run/setup.controller.js';
import { OutboxController } from './outbox.controller.js';

@Module({
  imports: [
    AccountsModule,
    CommitmentsModule,
    IdentitiesModule,
    LegalModule,
    ProvisioningModule,
    ProvisioningQueueModule,
    RoomsModule,
    WebhooksModule,
  ],
  controllers: [OutboxController, SetupController],
  providers: [DemoEtherpad, Demonstration, FirstRun, SetupLinks],
  exports: [DemoEtherpad, Demonstration, SetupLinks],
})
export class SetupModule {}
