import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { CommitmentsModule } from '../commitments/commitments.module.js';
import { LegalModule } from '../legal/legal.module.js';
import { ProvisioningQueueModule } from '../provisioning/provisioning-queue.module.js';
import { RoomsModule } from '../rooms/rooms.module.js';
import { DemoEtherpad } from './demo/demo-etherpad.service.js';
import { Demonstration } from './demo/demonstration.service.js';
import { FirstRun } from './first-run/first-run.service.js';
import { SetupLinks } from './first-run/setup-links.service.js';
import { SetupController } from './first-run/setup.controller.js';
import { OutboxController } from './outbox.controller.js';

@Module({
  imports: [AccountsModule, CommitmentsModule, LegalModule, ProvisioningQueueModule, RoomsModule],
  controllers: [OutboxController, SetupController],
  providers: [DemoEtherpad, Demonstration, FirstRun, SetupLinks],
  exports: [DemoEtherpad, Demonstration, SetupLinks],
})
export class SetupModule {}
