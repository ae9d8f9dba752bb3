import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { FileStorage } from '../../../platform/files/file-storage.js';
import type { StoredFile } from '../../../platform/files/stored-file.entity.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { Account } from '../../accounts/account.entity.js';
import { CopyArchives } from './copy-archive.service.js';
import { DataExport } from './data-export.entity.js';
import { PersonalCopies } from './personal-copy.service.js';

const TASK = 'copy-personal-data';

/** How long a copy can be fetched, in days. */
export const KEPT_DAYS = 7;

const MOST_ATTEMPTS = 5;

/** Each copy reads every table. */
const BY_ACCOUNT: RateLimit = { name: 'data-export', points: 5, seconds: 24 * 3600 };

/** Copies of people's own data: made in the background, one at a time, fetched within a week. */
@Injectable()
export class DataExports implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly copies: PersonalCopies,
    private readonly archives: CopyArchives,
    private readonly files: FileStorage,
    private readonly queue: JobQueue,
    private readonly tasks: JobTasks,
    private readonly mailer: Mailer,
    private readonly limits: RateLimits,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.register(TASK, ({ id }: { id: string }) => this.make(id));
  }

  /** The newest one, if it is of use: under way, failed, or still to be fetched. */
  async latest(actor: Actor): Promise<DataExport | null> {
    const found = await this.database
      .getRepository(DataExport)
      .findOne({ where: { accountId: actor.accountId }, order: { askedAt: 'DESC', id: 'DESC' } });
    const over = found?.status === 'ready' && (found.fileId === null || found.expiresAt! <= this.clock.now());
    return over ? null : found;
  }

  /**
   * Asks for a copy; the one before goes. Two clicks make one.
   * @throws AppError `too-many-attempts` beyond five a day.
   */
  async ask(actor: Actor): Promise<Result<void, 'under-way'>> {
    await this.limits.consume(BY_ACCOUNT, actor.accountId);
    return inTransaction(this.database, async (manager) => {
      const { accountId } = actor;
      await manager.findOneOrFail(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_write' } });
      if (await manager.existsBy(DataExport, { accountId, status: 'queued' })) return fail('under-way' as const);
      await this.dropFiles(manager, accountId);
      const id = newId(this.clock, this.randomness);
      await manager.insert(DataExport, { id, accountId, status: 'queued', askedAt: this.clock.now() });
      await this.queue.add(manager, TASK, { id }, { key: `${TASK}:${id}`, maxAttempts: MOST_ATTEMPTS });
      return ok(undefined);
    });
  }

  /** The archive, for its owner alone and while it is kept; null otherwise. */
  async fetch(actor: Actor, id: string): Promise<StoredFile | null> {
    const one = await this.database.getRepository(DataExport).findOneBy({
      id,
      accountId: actor.accountId,
      status: 'ready',
      fileId: Not(IsNull()),
      expiresAt: MoreThan(this.clock.now()),
    });
    if (one === null) return null;
    await this.database.getRepository(DataExport).update({ id }, { fetchedAt: this.clock.now() });
    return this.files.get(one.fileId!);
  }

  /** Killed in the middle it is made again, from the beginning: nothing is stored before it is whole. */
  private async make(id: string): Promise<void> {
    const exports = this.database.getRepository(DataExport);
    const asked = await exports.findOne({ where: { id, status: 'queued' }, relations: { account: true } });
    if (asked === null) return;
    await exports.increment({ id }, 'attempts', 1);
    if (asked.attempts >= MOST_ATTEMPTS) {
      await exports.update({ id }, { status: 'failed' });
      return;
    }
    try {
      const account = asked.account!;
      const content = this.archives.archive(await this.copies.of(account), account.locale, this.clock.now());
      await inTransaction(this.database, (manager) => this.store(manager, id, account, content));
    } catch (error) {
      if (asked.attempts + 1 >= MOST_ATTEMPTS) await exports.update({ id }, { status: 'failed' });
      throw error;
    }
  }

  private async store(manager: EntityManager, id: string, account: Account, content: Buffer): Promise<void> {
    const one = await manager.findOne(DataExport, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (one?.status !== 'queued') return;
    const readyAt = this.clock.now();
    const expiresAt = new Date(readyAt.getTime() + KEPT_DAYS * DAY);
    const fileId = await this.files.put(manager, {
      name: `mes-donnees-${readyAt.toISOString().slice(0, 10)}.zip`,
      mediaType: 'application/zip',
      content,
      public: false,
      accountId: account.id,
      keptUntil: expiresAt,
    });
    await manager.update(DataExport, { id }, { status: 'ready', readyAt, expiresAt, fileId });
    await this.mailer.send(manager, {
      to: account.email,
      accountId: account.id,
      locale: account.locale,
      text: 'privacy:mails.copyReady',
      params: {
        name: account.displayName,
        date: longDate(expiresAt, account.locale),
        link: `${this.settings.publicUrl}${withLocale(account.locale, '/compte/mes-donnees')}`,
      },
    });
  }

  private async dropFiles(manager: EntityManager, accountId: string): Promise<void> {
    const before = await manager.findBy(DataExport, { accountId, fileId: Not(IsNull()) });
    for (const { fileId } of before) await this.files.remove(manager, fileId!);
  }
}
