import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConfirmationController } from './confirmation/confirmation.controller.js';
import { ConfirmationProofs } from './confirmation/confirmation-proofs.service.js';

/** What proves who somebody is beside a password, and when it is asked for. */
@Module({
  imports: [AccountsModule],
  controllers: [ConfirmationController],
  providers: [ConfirmationProofs],
})
export class FactorsModule {}
