import { Module } from '@nestjs/common';
import { EndingModule } from '../ending/ending.module.js';
import { SubscriptionsModule } from '../subscriptions.module.js';
import { RenewalClock } from './renewal-clock.service.js';
import { RenewalMails } from './renewal-mails.service.js';
import { RenewalsController } from './renewals.controller.js';
import { Renewals } from './renewals.service.js';

@Module({
  imports: [EndingModule, SubscriptionsModule],
  controllers: [RenewalsController],
  providers: [RenewalClock, RenewalMails, Renewals],
})
export class RenewalModule {}
