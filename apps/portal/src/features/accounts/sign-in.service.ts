import { Inject, Injectable } from '@nestjs/common';
import { fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { Passwords } from '../../platform/security/passwords.js';
import { RateLimits, type RateLimit } from '../../platform/security/rate-limits.js';
import { refusalOf, type AccountRefusal } from './account-refusal.js';
import { Account } from './account.entity.js';

/** A town behind one address can sign in; a robot behind it cannot try a dictionary. */
const BY_ADDRESS: RateLimit = { name: 'sign-in-address', points: 60, seconds: 15 * 60 };
/** One address guessing at one account. Strangers elsewhere do not lock its holder out with it … */
const BY_ACCOUNT: RateLimit = { name: 'sign-in-account', points: 10, seconds: 15 * 60 };
/** … and many addresses together get no further than a hundred guesses. */
const BY_ACCOUNT_ANYWHERE: RateLimit = { name: 'sign-in-account-anywhere', points: 100, seconds: 15 * 60 };

export type SignInRefusal = 'wrong' | AccountRefusal;

@Injectable()
export class SignIn {
  constructor(
    private readonly database: DataSource,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Checks an e-mail and a password. Only who knows the password learns that the account exists.
   * @throws AppError `too-many-attempts` by network address or by account, whether or not there is one.
   */
  async check(email: string, password: string, address: string): Promise<Result<Account, SignInRefusal>> {
    await this.limits.consume(BY_ADDRESS, address);
    await this.limits.consume(BY_ACCOUNT, `${email} ${address}`);
    await this.limits.consume(BY_ACCOUNT_ANYWHERE, email);
    const account = await this.database
      .getRepository(Account)
      .createQueryBuilder('account')
      .addSelect('account.passwordHash')
      .where('account.email = :email', { email })
      .getOne();
    const right = await this.passwords.verify(account?.passwordHash ?? null, password);
    if (account === null || !right) return fail('wrong');
    const refusal = refusalOf(account, this.clock.now());
    if (refusal !== null) return fail(refusal);
    await this.limits.reset(BY_ACCOUNT, `${email} ${address}`);
    return ok(account);
  }
}
