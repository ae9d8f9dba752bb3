import { Module } from '@nestjs/common';
import { ProvisioningQueueModule } from '../provisioning/provisioning-queue.module.js';
import { DemoEtherpad } from './demo/demo-etherpad.service.js';
import { Demonstration } from './demo/demonstration.service.js';
import { OutboxController } from './outbox.controller.js';

@Module({
  imports: [ProvisioningQueueModule],
  controllers: [OutboxController],
  providers: [DemoEtherpad, Demonstration],
  exports: [DemoEtherpad, Demonstration],
})
export class SetupModule {}
