import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Randomness } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { Account } from '../../accounts/account.entity.js';
import { FactorMails, type FactorHolder } from '../factor-mails.service.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.js';

/** Nobody guesses 80 bits; this only keeps robots from trying. */
const BY_ACCOUNT: RateLimit = { name: 'recovery-code', points: 10, seconds: 15 * 60 };

/** Codes on paper for who lost the telephone or the key. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly database: DataSource,
    private readonly limits: RateLimits,
    private readonly mails: FactorMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Ten new ones in the place of the old ones. They can be read here and never again. */
  async replace(manager: EntityManager, accountId: string): Promise<string[]> {
    const codes = newRecoveryCodes(this.randomness);
    const createdAt = this.clock.now();
    await manager.delete(RecoveryCode, { accountId });
    await manager.insert(
      RecoveryCode,
      codes.map((code) => ({ hash: recoveryHash(accountId, code), accountId, createdAt })),
    );
    return codes;
  }

  /** The same at the wish of their holder, who is told by mail. Null while the account has no use for any. */
  async renew(actor: Actor): Promise<string[] | null> {
    return inTransaction(this.database, async (manager) => {
      const account = await manager.findOneOrFail(Account, {
        where: { id: actor.accountId },
        lock: { mode: 'pessimistic_write' },
      });
      if (account.secondFactorSince === null) return null;
      const codes = await this.replace(manager, account.id);
      await this.mails.send(manager, account, 'codesRenewed');
      return codes;
    });
  }

  /**
   * Spends a code; of two who send the same one at once, one succeeds. The holder is told.
   * @throws AppError `too-many-attempts`
   */
  async use(holder: FactorHolder, typed: string): Promise<boolean> {
    await this.limits.consume(BY_ACCOUNT, holder.id);
    const right = await inTransaction(this.database, async (manager) => {
      const spent = await manager.update(
        RecoveryCode,
        { hash: recoveryHash(holder.id, typed), accountId: holder.id, usedAt: IsNull() },
        { usedAt: this.clock.now() },
      );
      if (spent.affected !== 1) return false;
      const left = await manager.countBy(RecoveryCode, { accountId: holder.id, usedAt: IsNull() });
      await this.mails.send(manager, holder, 'codeUsed', { left });
      return true;
    });
    if (right) await this.limits.reset(BY_ACCOUNT, holder.id);
    return right;
  }
}
