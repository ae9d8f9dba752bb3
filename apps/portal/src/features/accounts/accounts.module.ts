import { Module } from '@nestjs/common';
import { LegalModule } from '../legal/legal.module.js';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module.js';
import { AccountSessions } from './account-sessions.service.js';
import { AccountPurge } from './closing/account-purge.service.js';
import { PasswordResetsController } from './passwords/password-resets.controller.js';
import { PasswordResets } from './passwords/password-resets.service.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.service.js';
import { SignInStrategy } from './sign-in.strategy.js';
import { CommuneChoices } from './sign-up/commune-choices.service.js';
import { ConfirmationsController } from './sign-up/confirmations.controller.js';
import { Confirmations } from './sign-up/confirmations.service.js';
import { SignUpPage } from './sign-up/sign-up-page.service.js';
import { SignUpController } from './sign-up/sign-up.controller.js';
import { SignUp } from './sign-up/sign-up.service.js';
import { AccountMails } from './tokens/account-mails.service.js';
import { AccountTokens } from './tokens/account-tokens.service.js';

@Module({
  imports: [LegalModule, SubscriptionsModule],
  controllers: [SignInController, SignUpController, ConfirmationsController, PasswordResetsController],
  providers: [
    AccountMails,
    AccountPurge,
    AccountSessions,
    AccountTokens,
    CommuneChoices,
    Confirmations,
    FirstAdministrator,
    PasswordResets,
    SignIn,
    SignInStrategy,
    SignUp,
    SignUpPage,
  ],
  exports: [AccountSessions, CommuneChoices, FirstAdministrator],
})
export class AccountsModule {}
