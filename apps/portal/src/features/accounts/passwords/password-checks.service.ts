import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../../platform/security/actor.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { Account } from '../account.entity.js';

/** Whoever found a computer left open does not get to try passwords. */
const BY_ACCOUNT: RateLimit = { name: 'password-asked', points: 10, seconds: 15 * 60 };

/** The password asked again of somebody who is signed in, before something that matters. */
@Injectable()
export class PasswordChecks {
  constructor(
    private readonly database: DataSource,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
  ) {}

  /** Whether the account has a password at all: who comes in by a link or another provider may have none. */
  async exists(actor: Actor): Promise<boolean> {
    return (await this.withPassword(actor))?.passwordHash != null;
  }

  /** @throws AppError `too-many-attempts` */
  async isRight(actor: Actor, password: string): Promise<boolean> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    const account = await this.withPassword(actor);
    const right = await this.passwords.verify(account?.passwordHash ?? null, password);
    if (right) await this.limits.reset(BY_ACCOUNT, actor.accountId);
    return right;
  }

  private withPassword(actor: Actor): Promise<Account | null> {
    return this.database
      .getRepository(Account)
      .createQueryBuilder('account')
      .addSelect('account.passwordHash')
      .where('account.id = :id', { id: actor.accountId })
      .getOne();
  }
}
