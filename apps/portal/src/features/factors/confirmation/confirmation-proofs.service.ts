import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import type { AuthenticationMethod } from '../../../platform/security/authentication-method.js';
import { Account } from '../../accounts/account.entity.js';
import { PasswordChecks } from '../../accounts/passwords/password-checks.service.js';
import { PasskeyProofs } from '../passkeys/passkey-proofs.service.js';
import { SecondFactor } from '../second-factor.service.js';
import { SecondProofs } from '../second-step/second-proofs.service.js';

/** By what somebody who is signed in may prove anew who they are; all false: only by signing in again. */
export interface PossibleProofs {
  /** Not where signing in takes a second factor: the password is what a thief is most likely to have. */
  readonly password: boolean;
  readonly code: boolean;
  readonly passkey: boolean;
}

/** What was sent as a proof, untrusted but for its kind. */
export type SentProof =
  | { readonly kind: 'password'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'passkey'; readonly answer: unknown };

/** Checks the proof that is asked again before something dangerous. */
@Injectable()
export class ConfirmationProofs {
  constructor(
    private readonly database: DataSource,
    private readonly passwords: PasswordChecks,
    private readonly factors: SecondFactor,
    private readonly passkeys: PasskeyProofs,
    private readonly codes: SecondProofs,
  ) {}

  async possible(actor: Actor): Promise<PossibleProofs> {
    const [held, account, hasPassword] = await Promise.all([
      this.factors.held(actor.accountId),
      this.account(actor),
      this.passwords.exists(actor),
    ]);
    return {
      password: hasPassword && account.secondFactorSince === null,
      code: account.secondFactorSince !== null && (held.totp || held.codes > 0),
      passkey: held.passkeys > 0,
    };
  }

  passkeyOptions(actor: Actor, request: FastifyRequest): Promise<object> {
    return this.passkeys.options(request, 'confirmation', actor.accountId);
  }

  /** The methods by which it was proved. @throws AppError `too-many-attempts` */
  async check(
    actor: Actor,
    request: FastifyRequest,
    proof: SentProof,
  ): Promise<Result<readonly AuthenticationMethod[], 'password' | 'code' | 'passkey'>> {
    const possible = await this.possible(actor);
    if (!possible[proof.kind]) return fail(proof.kind);
    if (proof.kind === 'password') {
      return (await this.passwords.isRight(actor, proof.text)) ? ok(['pwd']) : fail('password');
    }
    if (proof.kind === 'code') {
      return (await this.codes.use(await this.account(actor), proof.text)) ? ok(['otp']) : fail('code');
    }
    const checked = await this.passkeys.check(request, 'confirmation', actor.accountId, proof.answer);
    return checked.ok ? ok(checked.value.methods) : fail('passkey');
  }

  private account(actor: Actor): Promise<Account> {
    return this.database.getRepository(Account).findOneByOrFail({ id: actor.accountId });
  }
}
