import { Inject, Injectable } from '@nestjs/common';
import { DAY, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Membership } from '../../organisations/membership.entity.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import { ErasureMails } from '../../privacy/erasure/erasure-mails.service.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { AccountSessions } from '../account-sessions.service.js';
import { Account } from '../account.entity.js';
import { AccountMails } from '../tokens/account-mails.service.js';

/** Time to change one's mind. */
export const GRACE = 30 * DAY;

/** Whose account is closed. */
type Holder = Pick<Actor, 'accountId' | 'displayName'>;

/** Closes accounts at their holder's wish: their tools close at once. Signing in again within the days of grace takes it back. */
@Injectable()
export class AccountClosings {
  constructor(
    private readonly database: DataSource,
    private readonly sessions: AccountSessions,
    private readonly subscriptions: SubscriptionsService,
    private readonly mails: AccountMails,
    private readonly erasureMails: ErasureMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** When the account would be gone if it were closed now. */
  dateOfErasure(): Date {
    return new Date(this.clock.now().getTime() + GRACE);
  }

  /** The organisations that would have no owner left. */
  async ownedAlone(actor: Holder): Promise<Organisation[]> {
    const memberships = await this.database
      .getRepository(Membership)
      .createQueryBuilder('membership')
      .innerJoinAndSelect('membership.organisation', 'organisation', 'organisation.closed_at IS NULL')
      .where(`membership.account_id = :accountId AND membership.role = 'owner'`, { accountId: actor.accountId })
      .andWhere(
        `NOT EXISTS (SELECT 1 FROM membership other WHERE other.organisation_id = membership.organisation_id
          AND other.role = 'owner' AND other.account_id <> membership.account_id)`,
      )
      .orderBy('organisation.name')
      .getMany();
    return memberships.map(({ organisation }) => organisation as Organisation);
  }

  /** The caller saw to it that the holder proved who they are. Operators are told of organisations that are left without an owner. */
  async close(actor: Actor): Promise<void> {
    const deleteAfter = this.dateOfErasure();
    await inTransaction(this.database, async (manager) => {
      await this.closeWithin(manager, actor, deleteAfter);
      const links = { signIn: '/connexion', forgotten: '/mot-de-passe-oublie' };
      const params = { date: longDate(deleteAfter, actor.locale) };
      await this.mails.send(manager, { ...actor, id: actor.accountId }, 'deletion', links, params);
    });
  }

  /** The same within a transaction of the caller's, who tells the holder. */
  async closeWithin(manager: EntityManager, holder: Holder, deleteAfter: Date): Promise<void> {
    const left = await this.ownedAlone(holder);
    const securityStamp = newId(this.clock, this.randomness);
    await manager.update(Account, { id: holder.accountId }, { deleteAfter, securityStamp });
    await this.sessions.endOthers(manager, holder.accountId, null);
    await this.subscriptions.shutOut(manager, holder.accountId, 'closing');
    await this.erasureMails.withoutOwner(manager, left, holder.displayName);
  }

  /** The holder is back: the account stays, and its tools open again. Nothing happens where it is not closing, or too late. */
  async callBack(accountId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const where = { id: accountId };
      const account = await manager.findOne(Account, { where, lock: { mode: 'pessimistic_write' } });
      if (account !== null) await this.callBackWithin(manager, account);
    });
  }

  /** The same for an account that the caller locked. */
  async callBackWithin(manager: EntityManager, { id, deleteAfter }: Account): Promise<void> {
    if (deleteAfter === null || deleteAfter <= this.clock.now()) return;
    await manager.update(Account, { id }, { deleteAfter: null });
    await this.subscriptions.letIn(manager, id, 'closing');
  }
}
