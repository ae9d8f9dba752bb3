import { Module } from '@nestjs/common';
import { SecondFactorModule } from '../factors/second-factor.module.js';
import { LegalModule } from '../legal/legal.module.js';
import { ErasureMailsModule } from '../privacy/erasure/erasure-mails.module.js';
import { RetentionModule } from '../privacy/retention/retention.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { AccountSessions } from './account-sessions.service.js';
import { PasswordResetsController } from './passwords/password-resets.controller.js';
import { PasswordResets } from './passwords/password-resets.service.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { AccountClosingsController } from './closing/account-closings.controller.js';
import { AccountClosings } from './closing/account-closings.service.js';
import { AccountSuspensions } from './closing/account-suspensions.service.js';
import { PeopleService } from './closing/people.service.js';
import { PasswordChangesController } from './passwords/password-changes.controller.js';
import { PasswordChanges } from './passwords/password-changes.service.js';
import { PasswordStrengthController } from './passwords/password-strength.controller.js';
import { PasswordChecks } from './passwords/password-checks.service.js';
import { KnownDevicesController } from './devices/known-devices.controller.js';
import { KnownDevices } from './devices/known-devices.service.js';
import { MovingOutController } from './moving/moving-out.controller.js';
import { MovingOut } from './moving/moving-out.service.js';
import { NowFifteenController } from './parents/now-fifteen.controller.js';
import { ParentAgreementsController } from './parents/parent-agreements.controller.js';
import { ParentAgreements } from './parents/parent-agreements.service.js';
import { ParentWaitsController } from './parents/parent-waits.controller.js';
import { ParentWaits } from './parents/parent-waits.service.js';
import { ParentWithdrawals } from './parents/parent-withdrawals.service.js';
import { EmailChangeLinksController } from './profile/email-change-links.controller.js';
import { EmailChangesController } from './profile/email-changes.controller.js';
import { EmailChanges } from './profile/email-changes.service.js';
import { ProfileController } from './profile/profile.controller.js';
import { Profile } from './profile/profile.service.js';
import { SessionList } from './sessions/session-list.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SignInCompletion } from './sign-in-completion.service.js';
import { SignInLinksController } from './links/sign-in-links.controller.js';
import { SignInLinks } from './links/sign-in-links.service.js';
import { OutsideWays } from './outside-ways.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.service.js';
import { SignInStrategy } from './sign-in.strategy.js';
import { CommuneChoices } from './sign-up/commune-choices.service.js';
import { ConfirmationsController } from './sign-up/confirmations.controller.js';
import { ConfirmationResends } from './sign-up/confirmation-resends.service.js';
import { Confirmations } from './sign-up/confirmations.service.js';
import { SignUpPage } from './sign-up/sign-up-page.service.js';
import { SignUpController } from './sign-up/sign-up.controller.js';
import { SignUp } from './sign-up/sign-up.service.js';
import { UnconfirmedAccounts } from './sign-up/unconfirmed-accounts.service.js';
import { AccountMails } from './tokens/account-mails.service.js';
import { AccountTokens } from './tokens/account-tokens.service.js';

@Module({
  imports: [LegalModule, RetentionModule, ErasureMailsModule, SubscriptionsModule, SecondFactorModule],
  controllers: [
    SignInController,
    SignInLinksController,
    SignUpController,
    ConfirmationsController,
    PasswordResetsController,
    PasswordStrengthController,
    AccountClosingsController,
    PasswordChangesController,
    EmailChangeLinksController,
    EmailChangesController,
    KnownDevicesController,
    MovingOutController,
    NowFifteenController,
    ParentAgreementsController,
    ParentWaitsController,
    ProfileController,
    SessionsController,
  ],
  providers: [
    AccountMails,
    AccountClosings,
    AccountSuspensions,
    PeopleService,
    PasswordChanges,
    PasswordChecks,
    EmailChanges,
    MovingOut,
    Profile,
    SessionList,
    AccountSessions,
    AccountTokens,
    CommuneChoices,
    ConfirmationResends,
    Confirmations,
    FirstAdministrator,
    KnownDevices,
    OutsideWays,
    ParentAgreements,
    ParentWaits,
    ParentWithdrawals,
    PasswordResets,
    SignIn,
    SignInCompletion,
    SignInLinks,
    SignInStrategy,
    SignUp,
    SignUpPage,
    UnconfirmedAccounts,
  ],
  exports: [
    AccountMails,
    AccountSessions,
    AccountSuspensions,
    AccountTokens,
    CommuneChoices,
    ConfirmationResends,
    FirstAdministrator,
    ParentAgreements,
    PasswordChecks,
    PeopleService,
    SignInCompletion,
    SignUpPage,
    UnconfirmedAccounts,
  ],
})
export class AccountsModule {}
