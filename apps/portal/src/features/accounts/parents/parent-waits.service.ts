import { Inject, Injectable } from '@nestjs/common';
import { DAY, fail, MINUTE, ok, type Clock, type Result } from '@ronron/kernel';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { OutgoingMail } from '../../../platform/mail/outgoing-mail.entity.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { renewSession } from '../../../platform/sessions/renew-session.js';
import { refusalOf } from '../account-refusal.js';
import { Account } from '../account.entity.js';
import { PARENT_AWAITED_DAYS } from '../accounts.register.js';
import { parentIsAnother } from '../sign-up/age.fields.js';
import { PARENTS_BY_EMAIL } from '../sign-up/unconfirmed-accounts.service.js';
import { AccountTokens } from '../tokens/account-tokens.service.js';
import { ParentAgreements } from './parent-agreements.service.js';

/** The page that tells a child what is waited for. */
export const WAIT_PAGE = '/connexion/accord-parental';

/** Time to find out a parent's address. */
const REMEMBERED_FOR = 30 * MINUTE;

const BY_ACCOUNT: RateLimit = { name: 'parent-asked-again', points: 3, seconds: 24 * 60 * 60 };

/** Until when a child may ask again. What a parent leaves unanswered is no account, and is not kept as one by asking for ever. */
export function asksAgainUntil({ createdAt }: Pick<Account, 'createdAt'>): Date {
  return new Date(createdAt.getTime() + PARENT_AWAITED_DAYS * DAY);
}

declare module 'fastify' {
  interface Session {
    /** A child who proved who they are and whose parent has yet to agree. Such a session belongs to nobody. */
    waitsForParent?: { readonly accountId: string; readonly stamp: string; readonly since: string };
  }
}

/** Children who proved who they are, by whichever way, and may not come in before a parent agrees. */
@Injectable()
export class ParentWaits {
  constructor(
    private readonly database: DataSource,
    private readonly parents: ParentAgreements,
    private readonly tokens: AccountTokens,
    private readonly limits: RateLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Remembers who proved to be the account's holder. Another identifier, for the same reason as when signing in. */
  async begin(request: FastifyRequest, { id, securityStamp }: Account): Promise<void> {
    await renewSession(request);
    request.actor = null;
    const since = this.clock.now().toISOString();
    request.session.set('waitsForParent', { accountId: id, stamp: securityStamp, since });
  }

  /** Null when nobody waits in this session, when it is too long ago, or when the parent has answered by now. */
  async of(request: FastifyRequest): Promise<Account | null> {
    const waits = request.session.get('waitsForParent');
    if (waits === undefined) return null;
    const now = this.clock.now();
    if (now.getTime() - Date.parse(waits.since) > REMEMBERED_FOR) return null;
    const where = { id: waits.accountId, securityStamp: waits.stamp };
    const account = await this.database.getRepository(Account).findOneBy(where);
    return account !== null && refusalOf(account, now) === 'awaiting-parent' ? account : null;
  }

  /** Whether the last mail to the parent came back: the address is most likely mistyped. */
  async cameBack({ id, parentEmail }: Account): Promise<boolean> {
    const last = await this.database
      .getRepository(OutgoingMail)
      .findOne({ where: { accountId: id, recipient: parentEmail! }, order: { createdAt: 'DESC', id: 'DESC' } });
    return last?.status === 'bounced' || last?.status === 'failed';
  }

  /**
   * Writes to the parent again, at another address if the child gives one: the first one's links are worth nothing then. Not after a
   * parent took their consent back: it is theirs to change their mind; not for ever either. @throws AppError `too-many-attempts`
   */
  async askAgain({ id, email }: Account, parentEmail: string): Promise<Result<void, 'same' | 'late' | 'over'>> {
    if (!parentIsAnother({ age: 'under-fifteen', email, parentEmail })) return fail('same');
    await this.limits.consumeAll([
      [BY_ACCOUNT, id],
      [PARENTS_BY_EMAIL, parentEmail],
    ]);
    return inTransaction(this.database, async (manager) => {
      const account = await manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (account === null || account.deleteAfter !== null) return fail('over');
      if (refusalOf(account, this.clock.now()) !== 'awaiting-parent') return fail('over');
      if (asksAgainUntil(account) <= this.clock.now()) return fail('late');
      if (account.parentEmail !== parentEmail) {
        await this.tokens.forget(manager, id, ['parent-agreement']);
        await manager.update(Account, { id }, { parentEmail });
      }
      await this.parents.ask(manager, { ...account, parentEmail });
      return ok(undefined);
    });
  }
}
