import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { AccountSessions } from '../../accounts/account-sessions.service.js';
import { Account } from '../../accounts/account.entity.js';
import { FactorMails } from '../factor-mails.service.js';
import { Passkey } from '../passkeys/passkey.entity.js';
import { SecondFactor } from '../second-factor.service.js';
import { TotpSecret } from '../totp/totp-secret.entity.js';

export type ResetRefusal = 'unknown' | 'self' | 'nothing';

/** A way back for who lost every factor: an administrator, who checked who asks and writes down how, takes them away. */
@Injectable()
export class FactorResets {
  constructor(
    private readonly database: DataSource,
    private readonly factors: SecondFactor,
    private readonly sessions: AccountSessions,
    private readonly audit: AuditLog,
    private readonly mails: FactorMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Takes all factors away and signs out everywhere; the password stays. Nobody does it to themselves: whoever has the
   * session of an administrator must not get rid of that one's second factor.
   * @param actor null: the host's own command
   * @param check how the person's identity was checked, for the audit log and the mail
   */
  async reset(actor: Actor | null, email: string, check: string): Promise<Result<void, ResetRefusal>> {
    return inTransaction<Result<void, ResetRefusal>>(this.database, async (manager) => {
      const account = await manager.findOne(Account, { where: { email }, lock: { mode: 'pessimistic_write' } });
      if (account === null || account.confirmedAt === null) return fail('unknown');
      if (account.id === actor?.accountId) return fail('self');
      const held = await this.factors.held(account.id, manager);
      if (account.secondFactorSince === null && held.passkeys === 0) return fail('nothing');
      await this.takeAway(manager, account);
      await this.audit.record(manager, actor, {
        action: 'second-factor.reset',
        subject: { kind: 'account', id: account.id },
        before: { passkeys: held.passkeys, totp: held.totp },
        after: { passkeys: 0, totp: false, check },
      });
      await this.mails.send(manager, account, 'reset', { check });
      return ok(undefined);
    });
  }

  private async takeAway(manager: EntityManager, account: Account): Promise<void> {
    await manager.delete(Passkey, { accountId: account.id });
    await manager.delete(TotpSecret, { accountId: account.id });
    await this.factors.relax(manager, account.id);
    const securityStamp = newId(this.clock, this.randomness);
    await manager.update(Account, { id: account.id }, { securityStamp });
    await this.sessions.endOthers(manager, account.id, null);
  }
}
