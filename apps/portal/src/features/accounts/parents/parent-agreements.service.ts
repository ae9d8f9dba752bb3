import { Inject, Injectable } from '@nestjs/common';
import { DAY, fail, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { OutgoingMail } from '../../../platform/mail/outgoing-mail.entity.js';
import { RateLimits } from '../../../platform/security/rate-limits.js';
import { Commune } from '../../territories/commune.entity.js';
import { Account } from '../account.entity.js';
import { AccountClosings } from '../closing/account-closings.service.js';
import { AccountMails } from '../tokens/account-mails.service.js';
import { AccountTokens, tokenLifetimes, type DeadLink } from '../tokens/account-tokens.service.js';
import { LINKS_BY_ADDRESS } from '../tokens/links-limit.js';

/** What a parent is shown before they answer. */
export interface ParentQuestion {
  readonly childName: string;
  readonly communeName: string;
  /** They took their consent back before; the account is erased then unless they give it again. */
  readonly deleteAfter: Date | null;
}

/**
 * The joint consent of a parent, below 15 years (loi Informatique et Libertés, article 45). The parent is written to once the child's own
 * mailbox is proved; until they agree the account stays unconfirmed, so that nothing opens to it.
 */
@Injectable()
export class ParentAgreements {
  constructor(
    private readonly database: DataSource,
    private readonly tokens: AccountTokens,
    private readonly closings: AccountClosings,
    private readonly limits: RateLimits,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The holder showed that the mailbox is theirs: the account is confirmed, or the parent asked. The one place where an account of
   * a sign-up is confirmed. @returns the account as it is now
   */
  async addressProved(manager: EntityManager, accountId: string): Promise<Account> {
    const account = (await locked(manager, accountId))!;
    const waits = account.confirmedAt === null && account.parentEmail !== null;
    const confirmedAt = waits ? null : (account.confirmedAt ?? this.clock.now());
    await manager.update(Account, { id: accountId }, { bouncedAt: null, confirmedAt });
    // A second proof is no reason to write to the parent again.
    if (waits && account.parentAskedAt === null) await this.ask(manager, account);
    return manager.findOneByOrFail(Account, { id: accountId });
  }

  /** Writes to the parent. Links sent to them before keep working for their time; the first answer ends them all. */
  async ask(manager: EntityManager, account: Account): Promise<void> {
    await manager.update(Account, { id: account.id }, { parentAskedAt: this.clock.now() });
    const commune = await manager.findOneBy(Commune, { id: account.communeId ?? undefined });
    const token = await this.tokens.issue(manager, account.id, 'parent-agreement');
    const params = { commune: commune?.name ?? '', days: tokenLifetimes['parent-agreement'] / DAY };
    await this.mails.send(manager, parentReader(account), 'parentAsked', { link: `/accord-parental/${token}` }, params);
  }

  /** What a link asks; looking uses nothing up, since mail scanners look at every link. */
  async look(token: string, address: string): Promise<Result<ParentQuestion, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    const found = await this.tokens.look('parent-agreement', token);
    if (!found.ok) return found;
    const account = await this.database
      .getRepository(Account)
      .findOne({ where: { id: found.value.accountId }, relations: { commune: true } });
    if (account === null) return fail('unknown');
    const { displayName, commune, deleteAfter } = account;
    if (deleteAfter !== null && deleteAfter <= this.clock.now()) return fail('expired');
    return ok({ childName: displayName, communeName: commune?.name ?? '', deleteAfter });
  }

  /** The account opens; the parent gets a receipt that tells how to take the consent back. Of two clicks, one agrees. */
  agree(token: string, address: string): Promise<Result<void, DeadLink>> {
    return this.answer(token, address, async (manager, account) => {
      const now = this.clock.now();
      await manager.update(Account, { id: account.id }, { confirmedAt: now, parentAgreedAt: now, bouncedAt: null });
      await this.closings.callBackWithin(manager, account);
      const withdrawal = await this.tokens.issue(manager, account.id, 'parent-withdrawal');
      const links = {
        withdrawal: `/accord-parental/retrait/${withdrawal}`,
        privacy: '/confidentialite',
        help: '/aide',
      };
      await this.mails.send(manager, parentReader(account), 'parentReceipt', links);
      await this.mails.send(manager, account, 'parentAgreed', { signIn: '/connexion' });
    });
  }

  /** The account goes at once: nobody was ever signed in to it. One whose consent was taken back goes when its days of grace are over. */
  refuse(token: string, address: string): Promise<Result<void, DeadLink>> {
    return this.answer(token, address, async (manager, account) => {
      if (account.deleteAfter !== null) return;
      await manager.delete(OutgoingMail, { accountId: account.id });
      await manager.delete(Account, { id: account.id });
      await this.mails.send(manager, { ...account, id: null }, 'parentRefused');
    });
  }

  private async answer(
    token: string,
    address: string,
    work: (manager: EntityManager, account: Account) => Promise<void>,
  ): Promise<Result<void, DeadLink>> {
    await this.limits.consume(LINKS_BY_ADDRESS, address);
    return inTransaction(this.database, async (manager) => {
      const look = await this.tokens.look('parent-agreement', token);
      if (!look.ok) return look;
      // The account before its links, as everywhere: two answers by two links wait for each other and do not deadlock.
      const account = await locked(manager, look.value.accountId);
      if (account === null) return fail('unknown');
      if (account.deleteAfter !== null && account.deleteAfter <= this.clock.now()) return fail('expired');
      const used = await this.tokens.use(manager, 'parent-agreement', token);
      if (!used.ok) return used;
      await this.tokens.forget(manager, account.id, ['parent-agreement']);
      await work(manager, account);
      return ok(undefined);
    });
  }
}

/** The parent as the reader of a mail about the child's account: bounces do not concern the child, and erasure finds it. */
export function parentReader({ id, parentEmail, displayName, locale }: Account): {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly locale: Account['locale'];
} {
  return { id, email: parentEmail!, displayName, locale };
}

function locked(manager: EntityManager, id: string): Promise<Account | null> {
  return manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
}
