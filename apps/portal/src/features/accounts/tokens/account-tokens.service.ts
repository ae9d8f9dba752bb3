import { Inject, Injectable } from '@nestjs/common';
import { DAY, fail, HOUR, MINUTE, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { createHash } from 'node:crypto';
import { DataSource, In, IsNull, MoreThanOrEqual, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { AccountToken, type AccountTokenPurpose } from '../account-token.entity.js';

/** How long a link works, in milliseconds. */
export const tokenLifetimes: Record<AccountTokenPurpose, number> = {
  'confirm-email': 48 * HOUR,
  'reset-password': HOUR,
  'change-email': 48 * HOUR,
  'undo-change-email': 7 * DAY,
  'sign-in': 15 * MINUTE,
  'parent-agreement': 14 * DAY,
  // Until the youngest child is of age; it goes sooner when the holder says that they are 15.
  'parent-withdrawal': 15 * 365 * DAY,
};

/** Why a link does nothing: it was used, its time is over, or it never was one of ours. */
export type DeadLink = 'used' | 'expired' | 'unknown';

/** Links sent by mail. Only their hash is stored: who reads the table cannot use them. */
@Injectable()
export class AccountTokens {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** A new link's secret part: 256 bits in base64url. `email` belongs to the purposes that concern an address. */
  async issue(
    manager: EntityManager,
    accountId: string,
    purpose: AccountTokenPurpose,
    email: string | null = null,
    browser: string | null = null,
  ): Promise<string> {
    const token = this.randomness.bytes(32).toString('base64url');
    const now = this.clock.now();
    await manager.insert(AccountToken, {
      hash: hashOf(token),
      accountId,
      purpose,
      email,
      browser,
      expiresAt: new Date(now.getTime() + tokenLifetimes[purpose]),
      usedAt: null,
      createdAt: now,
    });
    return token;
  }

  /** Whether the link would work; looking does not use it, since mail scanners look at every link. */
  async look(purpose: AccountTokenPurpose, token: string): Promise<Result<AccountToken, DeadLink>> {
    return this.find(this.database.manager, purpose, token);
  }

  /** Uses the link. Of two at once, one gets it: the row is locked until the caller's transaction ends. */
  async use(
    manager: EntityManager,
    purpose: AccountTokenPurpose,
    token: string,
  ): Promise<Result<AccountToken, DeadLink>> {
    const found = await this.find(manager, purpose, token, true);
    if (found.ok) await manager.update(AccountToken, { hash: found.value.hash }, { usedAt: this.clock.now() });
    return found;
  }

  /** Forgets the account's links of these purposes, those made before `since` excepted. */
  async forget(
    manager: EntityManager,
    accountId: string,
    purposes: readonly AccountTokenPurpose[],
    since?: Date,
  ): Promise<void> {
    await manager.delete(AccountToken, {
      accountId,
      purpose: In([...purposes]),
      usedAt: IsNull(),
      ...(since === undefined ? {} : { createdAt: MoreThanOrEqual(since) }),
    });
  }

  private async find(
    manager: EntityManager,
    purpose: AccountTokenPurpose,
    token: string,
    lock = false,
  ): Promise<Result<AccountToken, DeadLink>> {
    if (!/^[\w-]{43}$/.test(token)) return fail('unknown');
    const row = await manager.findOne(AccountToken, {
      where: { hash: hashOf(token), purpose },
      ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
    });
    if (row === null) return fail('unknown');
    if (row.usedAt !== null) return fail('used');
    return row.expiresAt <= this.clock.now() ? fail('expired') : ok(row);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
