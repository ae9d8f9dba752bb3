import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock, type Logger } from '@ronron/kernel';
import { DataSource, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { CLOCK, LOGGER } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { Account } from '../account.entity.js';
import { AccountMails } from '../tokens/account-mails.service.js';

const UNCONFIRMED_KEPT_FOR = 30 * DAY;

/** Removes accounts whose time is over: never confirmed, or deleted by their holder and past the days of grace. */
@Injectable()
export class AccountPurge implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly subscriptions: SubscriptionsService,
    private readonly mails: AccountMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('purge-accounts', '47 * * * *', () => this.run());
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    const accounts = this.database.getRepository(Account);
    await accounts.delete({
      confirmedAt: IsNull(),
      createdAt: LessThanOrEqual(new Date(now.getTime() - UNCONFIRMED_KEPT_FOR)),
    });
    const over = await accounts.find({ select: { id: true }, where: { deleteAfter: LessThanOrEqual(now) }, take: 500 });
    for (const { id } of over) {
      try {
        await inTransaction(this.database, (manager) => this.remove(manager, id));
      } catch (error) {
        // One account that cannot go yet keeps no other from going; it is tried again at the next run.
        this.logger.error({ err: error, accountId: id }, 'an account could not be removed');
      }
    }
  }

  /**
   * Ends what the account holds, then removes it once the tools have followed: until then its row says whose the
   * remote data is. A tool that cannot be reached holds the removal back, and its operators see the failing job.
   */
  private async remove(manager: EntityManager, id: string): Promise<void> {
    const account = await manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
    // They may have signed in meanwhile, which cancels the deletion.
    if (account === null || account.deleteAfter === null || account.deleteAfter > this.clock.now()) return;
    await this.subscriptions.endAllOf(manager, id);
    const held = await manager.findBy(Subscription, { accountId: id });
    if (held.some(({ appliedRevision, wantedRevision }) => appliedRevision < wantedRevision)) return;
    await manager.delete(Subscription, { accountId: id });
    const memberships = await manager.findBy(Membership, { accountId: id });
    // Requests, memberships, roles and tokens go with the row.
    await manager.delete(Account, { id });
    for (const { organisationId } of memberships) await this.subscriptions.membersChanged(manager, organisationId);
    await manager.query('DELETE FROM session WHERE account_id = $1', [id]);
    await this.mails.send(manager, { ...account, id: null }, 'deleted');
  }
}
