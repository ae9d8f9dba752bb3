import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import type { AccountToken } from '../account-token.entity.js';
import { Account } from '../account.entity.js';
import { AccountTokens, type DeadLink } from '../tokens/account-tokens.service.js';

/** Tokens cannot be guessed; this keeps whoever tries from loading the database. */
export const LINKS_BY_ADDRESS: RateLimit = { name: 'links-address', points: 120, seconds: 15 * 60 };

/** The link by which somebody shows that an address is theirs. */
@Injectable()
export class Confirmations {
  constructor(
    private readonly database: DataSource,
    private readonly tokens: AccountTokens,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether the link would work; nothing changes. */
  async look(token: string, address: string): Promise<Result<AccountToken, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    return this.tokens.look('confirm-email', token);
  }

  /** Confirms. Whoever clicked is not signed in: they may not be who chose the password. */
  async confirm(token: string, address: string): Promise<Result<AccountToken, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    return inTransaction(this.database, async (manager) => {
      const used = await this.tokens.use(manager, 'confirm-email', token);
      if (!used.ok) return used;
      const now = this.clock.now();
      await manager.update(Account, { id: used.value.accountId }, { confirmedAt: now, bouncedAt: null });
      await this.tokens.forget(manager, used.value.accountId, ['confirm-email']);
      return used;
    });
  }
}
