import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { Passwords } from '../../../platform/security/passwords.js';
import { RateLimits } from '../../../platform/security/rate-limits.js';
import type { AccountToken } from '../account-token.entity.js';
import { Account } from '../account.entity.js';
import { ParentAgreements } from '../parents/parent-agreements.service.js';
import { AccountTokens, type DeadLink } from '../tokens/account-tokens.service.js';
import { LINKS_BY_ADDRESS } from '../tokens/links-limit.js';

/** The link by which somebody shows that an address is theirs. */
@Injectable()
export class Confirmations {
  constructor(
    private readonly database: DataSource,
    private readonly tokens: AccountTokens,
    private readonly parents: ParentAgreements,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
  ) {}

  /** Whether the link would work; nothing changes. */
  async look(token: string, address: string): Promise<Result<AccountToken, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    return this.tokens.look('confirm-email', token);
  }

  /**
   * Confirms an address, and asks the parent of who is below 15, for the one who chose the password. Without it, somebody who signs up with another's address would wait for
   * that person to confirm an account whose password they do not know.
   */
  async confirm(
    token: string,
    password: string,
    address: string,
  ): Promise<Result<Account, DeadLink | 'wrong-password'>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    const link = await this.tokens.look('confirm-email', token);
    if (!link.ok) return link;
    const account = await this.database
      .getRepository(Account)
      .findOne({ where: { id: link.value.accountId }, select: { id: true, passwordHash: true } });
    if (!(await this.passwords.verify(account?.passwordHash ?? null, password))) return fail('wrong-password');
    return inTransaction(this.database, async (manager) => {
      // A sign-up in between has voided the link, so the password is still the account's.
      const used = await this.tokens.use(manager, 'confirm-email', token);
      if (!used.ok) return used;
      const { accountId } = used.value;
      await this.tokens.forget(manager, accountId, ['confirm-email']);
      return ok(await this.parents.addressProved(manager, accountId));
    });
  }
}
