import { Inject, Injectable } from '@nestjs/common';
import { DAY, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { SecondFactor } from '../../factors/second-factor.service.js';
import { AccountSessions } from '../account-sessions.service.js';
import type { AccountToken } from '../account-token.entity.js';
import { Account, addressProved } from '../account.entity.js';
import { PasswordResets } from '../passwords/password-resets.service.js';
import { KnownDevices } from '../devices/known-devices.service.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens, type DeadLink } from '../tokens/account-tokens.service.js';
import { LINKS_BY_ADDRESS } from '../tokens/links-limit.js';

const BY_ACCOUNT: RateLimit = { name: 'email-change', points: 5, seconds: 60 * 60 };

/** Factors added so shortly before an address was moved away may be those of who moved it. */
const INTRUDER_WITHIN = 7 * DAY;

export type EmailChangeRefusal = DeadLink | 'taken';

/** Moves an account to another address: the new one is proved first, and the old one can take it back for a week. */
@Injectable()
export class EmailChanges {
  constructor(
    private readonly database: DataSource,
    private readonly limits: RateLimits,
    private readonly tokens: AccountTokens,
    private readonly mails: AccountMails,
    private readonly sessions: AccountSessions,
    private readonly devices: KnownDevices,
    private readonly resets: PasswordResets,
    private readonly factors: SecondFactor,
    private readonly subscriptions: SubscriptionsService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Writes to the new address; the caller saw to it that the holder proved who they are. Whether it has an account, only its mailbox is told. */
  async request(actor: Actor, email: string): Promise<Result<void, 'same'>> {
    if (email === actor.email) return fail('same');
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    await inTransaction(this.database, async (manager) => {
      await this.tokens.forget(manager, actor.accountId, ['change-email']);
      const token = await this.tokens.issue(manager, actor.accountId, 'change-email', email);
      const holder = await manager.findOneBy(Account, { email });
      if (holder !== null && addressProved(holder)) {
        await this.mails.send(manager, holder, 'newEmailTaken', { help: '/aide' });
        return;
      }
      const reader = { id: actor.accountId, email, displayName: actor.displayName, locale: actor.locale };
      await this.mails.send(manager, reader, 'confirmNewEmail', { link: `/compte/adresse/confirmation/${token}` });
    });
    return ok(undefined);
  }

  /** Whether a link would work; nothing changes. The token names the address. */
  async look(
    purpose: 'change-email' | 'undo-change-email',
    token: string,
    address: string,
  ): Promise<Result<AccountToken, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    return this.tokens.look(purpose, token);
  }

  /** The new address is theirs: the account moves, and the old one learns how to take it back. */
  confirm(token: string, address: string): Promise<Result<void, EmailChangeRefusal>> {
    return this.move('change-email', token, address, async (manager, account, former) => {
      const undo = await this.tokens.issue(manager, account.id, 'undo-change-email', former);
      const params = { newEmail: account.email };
      const toFormer = { ...account, email: former };
      await this.mails.send(
        manager,
        toFormer,
        'emailChanged',
        { undo: `/compte/adresse/retablissement/${undo}` },
        params,
      );
      await this.mails.send(manager, account, 'emailChangedNew');
    });
  }

  /**
   * The former address takes the account back: whoever moved it knew the password, so that one is void, everybody is
   * signed out, and a link to choose another is sent.
   */
  undo(token: string, address: string): Promise<Result<void, EmailChangeRefusal>> {
    return this.move('undo-change-email', token, address, async (manager, account, _, link) => {
      const securityStamp = newId(this.clock, this.randomness);
      await manager.update(Account, { id: account.id }, { passwordHash: null, securityStamp });
      await this.factors.forgetSince(manager, account.id, new Date(link.createdAt.getTime() - INTRUDER_WITHIN));
      await this.sessions.endOthers(manager, account.id, null);
      await this.devices.forgetOthers(manager, account.id, null);
      // Later changes are void with it; an earlier one may still be taken back by the address before.
      await this.tokens.forget(manager, account.id, ['change-email', 'reset-password', 'sign-in']);
      await this.tokens.forget(manager, account.id, ['undo-change-email'], link.createdAt);
      await this.mails.send(manager, account, 'emailRestored');
      await this.resets.sendTo(manager, account);
    });
  }

  private async move(
    purpose: 'change-email' | 'undo-change-email',
    token: string,
    address: string,
    andThen: (manager: EntityManager, account: Account, former: string, link: AccountToken) => Promise<void>,
  ): Promise<Result<void, EmailChangeRefusal>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    try {
      return await inTransaction(this.database, async (manager) => {
        const used = await this.tokens.use(manager, purpose, token);
        if (!used.ok) return used;
        const email = used.value.email!;
        const account = await manager.findOneOrFail(Account, {
          where: { id: used.value.accountId },
          lock: { mode: 'pessimistic_write' },
        });
        const former = account.email;
        // A sign-up of that address that nobody confirmed yields to who shows that the mailbox is theirs.
        await manager.delete(Account, { email, confirmedAt: IsNull(), parentAskedAt: IsNull() });
        await manager.update(Account, { id: account.id }, { email, bouncedAt: null });
        await this.subscriptions.personChanged(manager, account.id);
        await andThen(manager, Object.assign(account, { email }), former, used.value);
        return ok(undefined);
      });
    } catch (error) {
      if (isUniqueViolation(error)) return fail('taken');
      throw error;
    }
  }
}
