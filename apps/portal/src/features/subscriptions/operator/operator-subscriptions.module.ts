import { Module } from '@nestjs/common';
import { EndingModule } from '../ending/ending.module.js';
import { SubscriptionsModule } from '../subscriptions.module.js';
import { OperatorSubscriptionsController } from './operator-subscriptions.controller.js';
import { OperatorSubscriptions } from './operator-subscriptions.service.js';

@Module({
  imports: [EndingModule, SubscriptionsModule],
  controllers: [OperatorSubscriptionsController],
  providers: [OperatorSubscriptions],
})
export class OperatorSubscriptionsModule {}
