import { Module } from '@nestjs/common';
import { FactorMails } from './factor-mails.service.js';
import { RecoveryCodes } from './recovery/recovery-codes.service.js';
import { SecondFactor } from './second-factor.service.js';

/** What accounts themselves need to know of factors; it needs nothing of accounts in turn. */
@Module({
  providers: [FactorMails, RecoveryCodes, SecondFactor],
  exports: [FactorMails, RecoveryCodes, SecondFactor],
})
export class SecondFactorModule {}
