import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, In, IsNull, type EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { CLOCK, SETTINGS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { withLocale } from '../../../platform/i18n/locales.js';
import { JobQueue } from '../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../platform/jobs/job-tasks.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { Account } from '../../accounts/account.entity.js';
import { editorsToTell } from '../editing/commune-editors.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { Commitment } from '../promises/commitment.entity.js';
import { QuestionJoin } from './question-join.entity.js';
import { ResidentQuestion } from './resident-question.entity.js';

const AT_ONCE = 100;

/** What people are told by mail about questions. */
@Injectable()
export class QuestionMails implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly mailer: Mailer,
    private readonly queue: JobQueue,
    private readonly tasks: JobTasks,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.register('tell-question-answered', ({ id }: { id: string }) => this.tellAnswered(id));
  }

  /** A question comes in. Editors hear of the first one that waits, not of those that join the pile. */
  async tellEditors(manager: EntityManager, commitment: Commitment): Promise<void> {
    const waiting = { state: 'pending', commitment: { communeId: commitment.communeId } } as const;
    if (await manager.existsBy(ResidentQuestion, waiting)) return;
    for (const editor of await editorsToTell(manager, commitment.communeId))
      await this.send(manager, editor, 'waiting', commitment.id, '/editeur/questions');
  }

  /** Who asked is told what became of their question; whoever is gone is told nothing. */
  async tellAsker(
    manager: EntityManager,
    question: ResidentQuestion,
    mail: 'published' | 'sentBack' | 'merged' | 'hidden',
  ): Promise<void> {
    const asker = question.askerId === null ? null : await manager.findOneBy(Account, { id: question.askerId });
    if (asker === null) return;
    const path = mail === 'sentBack' ? '/compte/questions' : await this.publicPath(manager, question);
    await this.send(manager, asker, mail, question.commitmentId, path, {
      question: question.body,
      reason: question.reason,
    });
  }

  /** The accountable person has something to answer, or an answer to agree to. */
  async tellAccountable(
    manager: EntityManager,
    account: Account,
    question: ResidentQuestion,
    mail: 'toAnswer' | 'answerProposed' | 'answerCorrected',
    name = '',
  ): Promise<void> {
    const params = { question: question.body, name };
    await this.send(manager, account, mail, question.commitmentId, `/editeur/questions/${question.id}`, params);
  }

  /** Written in the transaction of the answer; the worker then writes to everybody who asks. */
  async queueAnswered(manager: EntityManager, questionId: string): Promise<void> {
    await this.queue.add(manager, 'tell-question-answered', { id: questionId });
  }

  /** So many people a transaction, each of whom is marked in it: whatever kills the worker, nobody is told twice. */
  private async tellAnswered(id: string): Promise<void> {
    let told = AT_ONCE;
    while (told === AT_ONCE) told = await inTransaction(this.database, (manager) => this.tellSome(manager, id));
  }

  private async tellSome(manager: EntityManager, id: string): Promise<number> {
    const question = await manager.findOneBy(ResidentQuestion, { id, state: 'published' });
    if (question === null) return 0;
    const joins = await manager.find(QuestionJoin, {
      where: { questionId: id, toldAt: IsNull() },
      order: { id: 'ASC' },
      take: AT_ONCE,
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (joins.length === 0) return 0;
    const accounts = await manager.findBy(Account, { id: In(joins.map(({ accountId }) => accountId)) });
    const path = await this.publicPath(manager, question);
    for (const account of accounts) {
      await this.send(manager, account, 'answered', question.commitmentId, path, { question: question.body });
    }
    await manager.update(QuestionJoin, { id: In(joins.map((join) => join.id)) }, { toldAt: this.clock.now() });
    return joins.length;
  }

  private async publicPath(
    manager: EntityManager,
    { id, commitmentId, mergedIntoId }: ResidentQuestion,
  ): Promise<string> {
    const { commune, measure } = await this.placeOf(manager, commitmentId);
    return `/engagements/${commune!.slug}/${measure!.key}/questions/${mergedIntoId ?? id}`;
  }

  private placeOf(manager: EntityManager, id: string): Promise<Commitment> {
    return manager.findOneOrFail(Commitment, { where: { id }, relations: { commune: true, measure: true } });
  }

  private async send(
    manager: EntityManager,
    account: Account,
    mail: string,
    commitmentId: string,
    path: string,
    params: Record<string, string> = {},
  ): Promise<void> {
    const { measure } = await this.placeOf(manager, commitmentId);
    await this.mailer.send(manager, {
      to: account.email,
      locale: account.locale,
      accountId: account.id,
      text: `commitments:questions.mails.${mail}`,
      params: {
        ...params,
        title: inLocale(measure!.title, account.locale),
        link: this.settings.publicUrl + withLocale(account.locale, path),
      },
    });
  }
}
