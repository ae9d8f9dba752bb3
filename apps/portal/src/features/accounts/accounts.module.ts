import { Module } from '@nestjs/common';
import { AccountSessions } from './account-sessions.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.service.js';
import { SignInStrategy } from './sign-in.strategy.js';

@Module({
  controllers: [SignInController],
  providers: [AccountSessions, SignIn, SignInStrategy],
  exports: [AccountSessions],
})
export class AccountsModule {}
