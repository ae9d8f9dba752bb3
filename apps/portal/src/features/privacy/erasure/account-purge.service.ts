import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock, type Logger } from '@ronron/kernel';
import { DataSource, IsNull, LessThanOrEqual, type EntityManager, type FindOperator } from 'typeorm';
import { CLOCK, LOGGER } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Account } from '../../accounts/account.entity.js';
import { PARENT_AWAITED_DAYS, UNCONFIRMED_KEPT_DAYS } from '../../accounts/accounts.register.js';
import { GRACE } from '../../accounts/closing/account-closings.service.js';
import { Erasure } from './erasure.entity.js';
import { Erasures } from './erasures.service.js';

/** Removes accounts whose time is over: never confirmed, without a parent's consent, or deleted by their holder and past the days of grace. */
@Injectable()
export class AccountPurge implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly erasures: Erasures,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.tasks.schedule('purge-accounts', '47 * * * *', () => this.run());
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    const accounts = this.database.getRepository(Account);
    const before = (days: number): FindOperator<Date> => LessThanOrEqual(new Date(now.getTime() - days * DAY));
    const closed = { confirmedAt: IsNull(), deleteAfter: IsNull() };
    await accounts.delete({ ...closed, parentAskedAt: IsNull(), createdAt: before(UNCONFIRMED_KEPT_DAYS) });
    await accounts.delete({ ...closed, parentAskedAt: before(PARENT_AWAITED_DAYS) });
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

  private async remove(manager: EntityManager, id: string): Promise<void> {
    const account = await manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
    // They may have signed in meanwhile, which cancels the deletion.
    if (account === null || account.deleteAfter === null || account.deleteAfter > this.clock.now()) return;
    if (await manager.existsBy(Erasure, { accountId: id })) await this.erasures.removeEmptied(manager, id);
    else await this.erasures.erase(manager, account, new Date(account.deleteAfter.getTime() - GRACE));
  }
}
