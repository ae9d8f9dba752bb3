import { Injectable } from '@nestjs/common';
import { fail, ok, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { OutgoingMail } from '../../../platform/mail/outgoing-mail.entity.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits } from '../../../platform/security/rate-limits.js';
import { Account } from '../account.entity.js';
import { AccountClosings } from '../closing/account-closings.service.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens, type DeadLink } from '../tokens/account-tokens.service.js';
import { LINKS_BY_ADDRESS } from '../tokens/links-limit.js';
import { parentReader } from './parent-agreements.service.js';

/** The end of a parent's consent: taken back, as easily as it was given (RGPD, article 7.3), or needed no more. */
@Injectable()
export class ParentWithdrawals {
  constructor(
    private readonly database: DataSource,
    private readonly closings: AccountClosings,
    private readonly tokens: AccountTokens,
    private readonly limits: RateLimits,
    private readonly mails: AccountMails,
  ) {}

  /** Whose account a link closes, and when it would be erased; nothing changes. */
  async look(token: string, address: string): Promise<Result<{ childName: string; erasedAt: Date }, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    const found = await this.tokens.look('parent-withdrawal', token);
    if (!found.ok) return found;
    const account = await this.database.getRepository(Account).findOneBy({ id: found.value.accountId });
    if (account === null) return fail('unknown');
    return ok({ childName: account.displayName, erasedAt: this.erasureOf(account) });
  }

  /**
   * The account closes at once, as if its holder had closed it, but they cannot take that back: only the parent can, by a link in the mail
   * that tells them.
   */
  async withdraw(token: string, address: string): Promise<Result<void, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    return inTransaction(this.database, async (manager) => {
      const look = await this.tokens.look('parent-withdrawal', token);
      if (!look.ok) return look;
      // The account before its links, as everywhere.
      const { accountId: id } = look.value;
      const account = await manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (account === null) return fail('unknown');
      const used = await this.tokens.use(manager, 'parent-withdrawal', token);
      if (!used.ok) return used;
      const deleteAfter = this.erasureOf(account);
      await manager.update(Account, { id }, { confirmedAt: null, parentAgreedAt: null });
      await this.closings.closeWithin(manager, { accountId: id, displayName: account.displayName }, deleteAfter);
      const params = { date: longDate(deleteAfter, account.locale) };
      const agreement = await this.tokens.issue(manager, id, 'parent-agreement');
      const link = `/accord-parental/${agreement}`;
      await this.mails.send(manager, parentReader(account), 'parentWithdrew', { link }, params);
      await this.mails.send(manager, account, 'consentWithdrawn', { help: '/aide' }, params);
      return ok(undefined);
    });
  }

  /** The holder says that they are 15: the parent is told, and nothing of them stays. */
  async nowFifteen(actor: Actor): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const where = { id: actor.accountId };
      const account = await manager.findOneOrFail(Account, { where, lock: { mode: 'pessimistic_write' } });
      // The parent may have taken the consent back this moment: then it is theirs to give.
      if (account.parentEmail === null || account.parentAgreedAt === null) return;
      await this.tokens.forget(manager, account.id, ['parent-withdrawal']);
      await manager.delete(OutgoingMail, { accountId: account.id, recipient: account.parentEmail });
      await manager.update(Account, where, { parentEmail: null, parentAskedAt: null, parentAgreedAt: null });
      await this.mails.send(manager, { ...parentReader(account), id: null }, 'parentNoLonger', { help: '/aide' });
    });
  }

  private erasureOf({ deleteAfter }: Account): Date {
    return deleteAfter ?? this.closings.dateOfErasure();
  }
}
