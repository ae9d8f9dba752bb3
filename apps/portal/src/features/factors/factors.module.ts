import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { TerritoriesModule } from '../territories/territories.module.js';
import { ConfirmationController } from './confirmation/confirmation.controller.js';
import { ConfirmationProofs } from './confirmation/confirmation-proofs.service.js';
import { SecurityController } from './overview/security.controller.js';
import { SecurityOverview } from './overview/security-overview.service.js';
import { PasskeyChallenges } from './passkeys/passkey-challenges.service.js';
import { PasskeyProofs } from './passkeys/passkey-proofs.service.js';
import { PasskeyRegistrations } from './passkeys/passkey-registrations.service.js';
import { PasskeySignInController } from './passkeys/passkey-sign-in.controller.js';
import { PasskeysController } from './passkeys/passkeys.controller.js';
import { Passkeys } from './passkeys/passkeys.service.js';
import { RecoveryCodesController } from './recovery/recovery-codes.controller.js';
import { FactorDuties } from './resets/factor-duties.service.js';
import { FactorResetsController } from './resets/factor-resets.controller.js';
import { FactorResets } from './resets/factor-resets.service.js';
import { SecondFactorModule } from './second-factor.module.js';
import { SecondProofs } from './second-step/second-proofs.service.js';
import { SecondStepController } from './second-step/second-step.controller.js';
import { TotpController } from './totp/totp.controller.js';
import { Totp } from './totp/totp.service.js';

/** What proves who somebody is beside a password, and when it is asked for. */
@Module({
  imports: [AccountsModule, SecondFactorModule, TerritoriesModule],
  controllers: [
    ConfirmationController,
    FactorResetsController,
    PasskeySignInController,
    PasskeysController,
    RecoveryCodesController,
    SecondStepController,
    SecurityController,
    TotpController,
  ],
  providers: [
    ConfirmationProofs,
    FactorDuties,
    FactorResets,
    PasskeyChallenges,
    PasskeyProofs,
    PasskeyRegistrations,
    Passkeys,
    SecondProofs,
    SecurityOverview,
    Totp,
  ],
  exports: [FactorResets],
})
export class FactorsModule {}
