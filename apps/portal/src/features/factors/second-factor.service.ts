import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, IsNull, MoreThanOrEqual, Not, type EntityManager } from 'typeorm';
import { CLOCK } from '../../platform/config/tokens.js';
import { hasRole, type Actor } from '../../platform/security/actor.js';
import { Account } from '../accounts/account.entity.js';
import { Passkey } from './passkeys/passkey.entity.js';
import { RecoveryCode } from './recovery/recovery-code.entity.js';
import { RecoveryCodes } from './recovery/recovery-codes.service.js';
import { TotpSecret } from './totp/totp-secret.entity.js';

export interface FactorsHeld {
  readonly passkeys: number;
  readonly totp: boolean;
  /** Recovery codes not used yet. */
  readonly codes: number;
}

/**
 * Whether signing in takes a second factor. It does from the first application of codes on, and for people with a role from
 * the first passkey on; others with only passkeys choose, since a password that no longer opens anything would lock out
 * who has their key on one device.
 */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly database: DataSource,
    private readonly recovery: RecoveryCodes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async held(accountId: string, manager: EntityManager = this.database.manager): Promise<FactorsHeld> {
    // One after the other: a transaction has one connection.
    const passkeys = await manager.countBy(Passkey, { accountId });
    const totp = await manager.existsBy(TotpSecret, { accountId, confirmedAt: Not(IsNull()) });
    const codes = await manager.countBy(RecoveryCode, { accountId, usedAt: IsNull() });
    return { passkeys, totp, codes };
  }

  /** Two changes of one account's factors happen one after the other. */
  lock(manager: EntityManager, accountId: string): Promise<Account> {
    return manager.findOneOrFail(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * A factor was added, in the transaction of the caller, who locked the account.
   * @returns the first recovery codes, to be shown once; null when there are some already, or no need for any.
   */
  async added(
    manager: EntityManager,
    account: Account,
    actor: Actor,
    kind: 'passkey' | 'totp',
  ): Promise<string[] | null> {
    if (account.secondFactorSince === null && kind === 'passkey' && !hasRole(actor)) return null;
    return this.require(manager, account);
  }

  /** From now on signing in takes a second factor; the caller saw to it that there is one. Codes as in `added`. */
  async require(manager: EntityManager, account: Account): Promise<string[] | null> {
    if (account.secondFactorSince === null) {
      await manager.update(Account, { id: account.id }, { secondFactorSince: this.clock.now() });
    }
    const { codes } = await this.held(account.id, manager);
    return codes > 0 ? null : this.recovery.replace(manager, account.id);
  }

  /** A factor was taken away; without any other one proof is enough again, and the codes are void. */
  async removed(manager: EntityManager, account: Pick<Account, 'id'>): Promise<void> {
    const { passkeys, totp } = await this.held(account.id, manager);
    if (passkeys === 0 && !totp) await this.relax(manager, account.id);
  }

  /** Whoever came in by somebody else's door may have added their own key: what was added since then is gone. */
  async forgetSince(manager: EntityManager, accountId: string, since: Date): Promise<void> {
    for (const kind of [Passkey, TotpSecret, RecoveryCode]) {
      await manager.delete(kind, { accountId, createdAt: MoreThanOrEqual(since) });
    }
    await this.removed(manager, { id: accountId });
  }

  /** From now on one proof is enough. */
  async relax(manager: EntityManager, accountId: string): Promise<void> {
    await manager.update(Account, { id: accountId }, { secondFactorSince: null });
    await manager.delete(RecoveryCode, { accountId });
  }
}
