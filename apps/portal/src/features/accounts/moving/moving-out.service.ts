import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock } from '@ronron/kernel';
import { DataSource, LessThanOrEqual } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import type { Actor } from '../../../platform/security/actor.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { Account } from '../account.entity.js';
import { AccountMails } from '../tokens/account-mails.service.js';

/** Time to find other services and take one's data along, in days. */
export const MOVING_GRACE_DAYS = 180;

/** Days before the end from which people are reminded, each once: later too when no worker ran on the day. */
const REMINDED_DAYS_BEFORE = [7, 30];

/**
 * People who move to a commune that is not served keep their own services for a stated time; those of organisations go on. The closures of
 * their subscriptions end them, with notice and a last copy.
 */
@Injectable()
export class MovingOut implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly subscriptions: SubscriptionsService,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('moved-out', '25 5 * * *', () => this.run());
  }

  /** Until when services would stay if the actor said so now, or has said so. */
  async until(actor: Actor): Promise<{ readonly date: Date; readonly said: boolean }> {
    const account = await this.database.getRepository(Account).findOneByOrFail({ id: actor.accountId });
    if (account.movedOutUntil !== null) return { date: account.movedOutUntil, said: true };
    return { date: new Date(this.clock.now().getTime() + MOVING_GRACE_DAYS * DAY), said: false };
  }

  /** Saying it twice moves nothing. Where they live now is not asked: nobody here needs it. */
  async leave(actor: Actor): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const where = { id: actor.accountId };
      const account = await manager.findOneOrFail(Account, { where, lock: { mode: 'pessimistic_write' } });
      if (account.movedOutUntil !== null) return;
      const movedOutUntil = new Date(this.clock.now().getTime() + MOVING_GRACE_DAYS * DAY);
      await manager.update(Account, where, { movedOutUntil, communeId: null });
      const params = { date: longDate(movedOutUntil, account.locale) };
      await this.mails.send(manager, account, 'movedOut', LINKS, params);
    });
  }

  private async run(): Promise<void> {
    const accounts = this.database.getRepository(Account);
    const now = this.clock.now();
    for (const { id } of await accounts.findBy({ movedOutUntil: LessThanOrEqual(now) })) await this.end(id);
    for (const days of REMINDED_DAYS_BEFORE) {
      const soon = new Date(now.getTime() + days * DAY);
      for (const { id } of await accounts.findBy({ movedOutUntil: LessThanOrEqual(soon) })) await this.remind(id, days);
    }
  }

  private async remind(id: string, days: number): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const account = await manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (account === null || account.movedOutUntil === null || (account.movedOutReminder ?? Infinity) <= days) return;
      await manager.update(Account, { id }, { movedOutReminder: days });
      const params = { date: longDate(account.movedOutUntil, account.locale) };
      await this.mails.send(manager, account, 'movedOutSoon', LINKS, params);
    });
  }

  private async end(id: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const account = await manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
      // They may have come back or gone meanwhile.
      if (account === null || account.movedOutUntil === null || account.movedOutUntil > this.clock.now()) return;
      if (await this.subscriptions.holdsLive(manager, id)) return;
      await manager.update(Account, { id }, { movedOutUntil: null, movedOutReminder: null });
      await this.mails.send(manager, account, 'movedOutEnded', LINKS);
    });
  }
}

const LINKS = { services: '/mes-services', data: '/compte/mes-donnees', account: '/compte' };
