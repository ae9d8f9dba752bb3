import { Inject, Injectable } from '@nestjs/common';
import { fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, IsNull, Not } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { hasRole, type Actor } from '../../../platform/security/actor.js';
import { Account } from '../../accounts/account.entity.js';
import { SecondFactor, type FactorsHeld } from '../second-factor.service.js';
import { TotpSecret } from '../totp/totp-secret.entity.js';

export interface SecurityState {
  readonly held: FactorsHeld;
  /** Since when signing in takes a second factor; null: it does not. */
  readonly since: Date | null;
  readonly totp: { readonly createdAt: Date; readonly lastUsedAt: Date | null } | null;
}

/** What somebody signs in with, and their choice about it. */
@Injectable()
export class SecurityOverview {
  constructor(
    private readonly database: DataSource,
    private readonly factors: SecondFactor,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(actor: Actor): Promise<SecurityState> {
    const { manager } = this.database;
    const [held, account, totp] = await Promise.all([
      this.factors.held(actor.accountId),
      manager.findOneByOrFail(Account, { id: actor.accountId }),
      manager.findOneBy(TotpSecret, { accountId: actor.accountId, confirmedAt: Not(IsNull()) }),
    ]);
    return {
      held,
      since: account.secondFactorSince,
      totp: totp === null ? null : { createdAt: totp.confirmedAt!, lastUsedAt: totp.lastUsedAt },
    };
  }

  /** Whether the days of grace are over. */
  isOverdue(actor: Actor): boolean {
    return actor.secondFactorDue !== null && actor.secondFactorDue <= this.clock.now();
  }

  /**
   * Whether a password alone still opens the account of somebody who has passkeys only. Gives recovery codes when they are
   * the first that the account needs.
   */
  async choose(actor: Actor, always: boolean): Promise<Result<string[] | null, 'last' | 'none'>> {
    return inTransaction<Result<string[] | null, 'last' | 'none'>>(this.database, async (manager) => {
      const account = await this.factors.lock(manager, actor.accountId);
      const { passkeys, totp } = await this.factors.held(account.id, manager);
      if (passkeys === 0 && !totp) return fail('none');
      if (always) return ok(await this.factors.require(manager, account));
      if (totp || hasRole(actor)) return fail('last');
      await this.factors.relax(manager, account.id);
      return ok(null);
    });
  }
}
