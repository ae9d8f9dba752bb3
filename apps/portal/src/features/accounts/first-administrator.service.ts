import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { Passwords } from '../../platform/security/passwords.js';
import { Account } from './account.entity.js';
import { passwordStrength } from './passwords/password-strength.js';

export interface FirstAdministratorValues {
  readonly displayName: string;
  /** Lower case. */
  readonly email: string;
  readonly password: string;
}

/** The one account that does not come from a sign-up: whoever holds the setup link is the host, whose address needs no proof. */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly passwords: Passwords,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The hash to store, or the locale keys of what makes the password too weak. Hashes, so not for inside a transaction. */
  async hash(values: FirstAdministratorValues): Promise<Result<string, readonly string[]>> {
    const strength = passwordStrength(values.password, [values.displayName, values.email]);
    return strength.accepted ? ok(await this.passwords.hash(values.password)) : fail(strength.advice);
  }

  /** A confirmed account. `termsVersion` is the version of the terms that the host accepts. */
  async create(
    manager: EntityManager,
    values: FirstAdministratorValues & {
      readonly passwordHash: string;
      readonly communeId: string;
      readonly termsVersion: string;
    },
  ): Promise<Account> {
    const now = this.clock.now();
    const account = manager.create(Account, {
      id: newId(this.clock, this.randomness),
      email: values.email,
      displayName: values.displayName,
      passwordHash: values.passwordHash,
      communeId: values.communeId,
      locale: 'fr',
      confirmedAt: now,
      securityStamp: newId(this.clock, this.randomness),
      termsAcceptedAt: now,
      termsVersion: values.termsVersion,
      createdAt: now,
    });
    await manager.insert(Account, account as never);
    return account;
  }
}
