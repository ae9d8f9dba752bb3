import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { LegalModule } from '../legal/legal.module.js';
import { LinkedIdentitiesController } from './linked/linked-identities.controller.js';
import { LinkedIdentities } from './linked/linked-identities.service.js';
import { OpenIdClients } from './openid/openid-clients.service.js';
import { OpenIdFlow } from './openid/openid-flow.service.js';
import { IdentityProviders } from './providers/identity-providers.service.js';
import { ProvidersAdminController } from './providers/providers-admin.controller.js';
import { OutsideSignUpController } from './sign-up/outside-sign-up.controller.js';
import { OutsideSignUp } from './sign-up/outside-sign-up.service.js';
import { SignInWithController } from './sign-in-with.controller.js';

@Module({
  imports: [AccountsModule, LegalModule],
  controllers: [LinkedIdentitiesController, OutsideSignUpController, ProvidersAdminController, SignInWithController],
  providers: [IdentityProviders, LinkedIdentities, OpenIdClients, OpenIdFlow, OutsideSignUp],
  exports: [IdentityProviders],
})
export class IdentitiesModule {}
