import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, type Clock, type Logger } from '@ronron/kernel';
import { DataSource, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { CLOCK, LOGGER } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Account } from '../../accounts/account.entity.js';
import { GRACE } from '../../accounts/closing/account-closings.service.js';
import { Erasure } from './erasure.entity.js';
import { Erasures } from './erasures.service.js';

const UNCONFIRMED_KEPT_FOR = 30 * DAY;

/** Removes accounts whose time is over: never confirmed, or deleted by their holder and past the days of grace. */
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

  private async remove(manager: EntityManager, id: string): Promise<void> {
    const account = await manager.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
    // They may have signed in meanwhile, which cancels the deletion.
    if (account === null || account.deleteAfter === null || account.deleteAfter > this.clock.now()) return;
    if (await manager.existsBy(Erasure, { accountId: id })) await this.erasures.removeEmptied(manager, id);
    else await this.erasures.erase(manager, account, new Date(account.deleteAfter.getTime() - GRACE));
  }
}
