import { PortalPassport } from '../../platform/sessions/portal-passport.js';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import type { Account } from './account.entity.js';
import { SignIn } from './sign-in.service.js';

export type SignInOutcome = { readonly account: Account } | { readonly refusal: 'wrong' };

/** Passport's local strategy over `SignIn`. */
@Injectable()
export class SignInStrategy implements OnModuleInit {
  constructor(
    private readonly passport: PortalPassport,
    private readonly signIn: SignIn,
  ) {}

  onModuleInit(): void {
    const strategy = new Strategy(
      { usernameField: 'email', passwordField: 'password', passReqToCallback: true, session: false },
      (request, email, password, done) => {
        const { ip, deviceSecret } = request as unknown as FastifyRequest;
        this.signIn
          .check(email.trim().toLowerCase(), password, { address: ip, deviceSecret })
          .then((result) => (result.ok ? done(null, result.value) : done(null, false, { message: result.error })))
          .catch((error: unknown) => done(error));
      },
    );
    this.passport.use('local', strategy as never);
  }

  /** Runs the strategy; the caller begins the session, so that it alone decides what the answer is. */
  authenticate(request: FastifyRequest, reply: FastifyReply): Promise<SignInOutcome> {
    return new Promise((resolve, reject) => {
      const handler = this.passport.authenticate(
        'local',
        { session: false },
        async (_request: unknown, _reply: unknown, error: unknown, user: unknown) => {
          if (error) reject(error as Error);
          else resolve(user ? { account: user as unknown as Account } : { refusal: 'wrong' });
        },
      );
      Promise.resolve(handler.call(undefined as never, request, reply)).catch(reject);
    });
  }
}
