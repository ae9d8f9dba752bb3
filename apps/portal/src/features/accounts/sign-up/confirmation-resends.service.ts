import { Injectable } from '@nestjs/common';
import { AppError, fail, ok, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { FORBIDDEN, NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Account, addressProved } from '../account.entity.js';
import { ParentAgreements } from '../parents/parent-agreements.service.js';
import { UnconfirmedAccounts } from './unconfirmed-accounts.service.js';

/** Help for somebody at the desk, not a way to write to an address again and again. */
const BY_ACCOUNT: RateLimit = { name: 'confirmation-resend', points: 5, seconds: 24 * 3600 };

/** Sends the confirmation of an address, or the question to a parent, again: for operators who help somebody sign up. */
@Injectable()
export class ConfirmationResends {
  constructor(
    private readonly database: DataSource,
    private readonly unconfirmed: UnconfirmedAccounts,
    private readonly parents: ParentAgreements,
    private readonly limits: RateLimits,
    private readonly audit: AuditLog,
  ) {}

  /** A former link to the address itself is worth nothing any more. @throws AppError `forbidden` for who has no desk, `not-found` */
  async resend(actor: Actor, accountId: string): Promise<Result<void, 'already-confirmed' | 'closing'>> {
    if (actor.structures.length === 0 && !actor.administrator) throw new AppError(FORBIDDEN);
    await this.limits.consume(BY_ACCOUNT, accountId);
    return inTransaction(this.database, async (manager) => {
      const account = await manager.findOne(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_write' } });
      if (account === null) throw new AppError(NOT_FOUND);
      if (account.confirmedAt !== null) return fail('already-confirmed');
      // A parent who took their consent back is not asked again.
      if (account.deleteAfter !== null) return fail('closing');
      if (addressProved(account)) await this.parents.ask(manager, account);
      else await this.unconfirmed.askToConfirm(manager, account);
      await this.audit.record(manager, actor, {
        action: 'account.confirmation-resent',
        subject: { kind: 'account', id: accountId },
      });
      return ok(undefined);
    });
  }
}
