import { Module } from '@nestjs/common';
import { ProvisioningQueueModule } from '../provisioning/provisioning-queue.module.js';
import { Demonstration } from './demo/demonstration.service.js';
import { OutboxController } from './outbox.controller.js';

@Module({
  imports: [ProvisioningQueueModule],
  controllers: [OutboxController],
  providers: [Demonstration],
  exports: [Demonstration],
})
export class SetupModule {}
