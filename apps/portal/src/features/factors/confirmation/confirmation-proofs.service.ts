import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import type { Actor } from '../../../platform/security/actor.js';
import type { AuthenticationMethod } from '../../../platform/security/authentication-method.js';
import { PasswordChecks } from '../../accounts/passwords/password-checks.service.js';

/** What somebody who is signed in may prove anew who they are with. */
export interface PossibleProofs {
  readonly password: boolean;
}

/** Checks the proof that is asked again before something dangerous. */
@Injectable()
export class ConfirmationProofs {
  constructor(private readonly passwords: PasswordChecks) {}

  async possible(actor: Actor): Promise<PossibleProofs> {
    return { password: await this.passwords.exists(actor) };
  }

  /** The methods by which it was proved. @throws AppError `too-many-attempts` */
  async password(actor: Actor, password: string): Promise<Result<AuthenticationMethod[], 'wrong'>> {
    return (await this.passwords.isRight(actor, password)) ? ok(['pwd']) : fail('wrong');
  }
}
