import { Inject, Injectable } from '@nestjs/common';
import { AppError, isId, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { firstName } from './first-name.js';
import { QuestionJoin } from './question-join.entity.js';
import { QuestionMails } from './question-mails.service.js';
import type { NewQuestion } from './question.form.js';
import { ResidentQuestion } from './resident-question.entity.js';

/** More is no question any more, and editors have to read each one. */
const ASKED: RateLimit = { name: 'questions-asked', points: 10, seconds: 24 * 3600 };
const JOINED: RateLimit = { name: 'questions-joined', points: 120, seconds: 3600 };

/** What residents do with questions. Whoever is signed in has confirmed their address. */
@Injectable()
export class Questions {
  constructor(
    private readonly database: DataSource,
    private readonly limits: RateLimits,
    private readonly mails: QuestionMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Asks of a published commitment; the same words sent twice ask once. */
  async ask(actor: Actor, commitment: Commitment, said: NewQuestion): Promise<void> {
    await this.limits.consume(ASKED, actor.accountId);
    await inTransaction(this.database, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`question ${actor.accountId}`]);
      const same = {
        commitmentId: commitment.id,
        askerId: actor.accountId,
        body: said.body,
        state: 'pending',
      } as const;
      if (await manager.existsBy(ResidentQuestion, same)) return;
      const id = newId(this.clock, this.randomness);
      await this.mails.tellEditors(manager, commitment);
      await manager.insert(ResidentQuestion, {
        ...same,
        id,
        shownAs: said.shownAs,
        publicName: said.shownAs === 'first-name' ? firstName(actor.displayName) : '',
        askedAt: this.clock.now(),
      });
      await this.insertJoin(manager, id, actor.accountId);
    });
  }

  /** @throws AppError `not-found` unless the public may see it */
  async find(id: string): Promise<ResidentQuestion> {
    const question = isId(id)
      ? await this.database.getRepository(ResidentQuestion).findOneBy({ id, state: In(['published', 'hidden']) })
      : null;
    if (question === null) throw new AppError(NOT_FOUND);
    return question;
  }

  /** "I ask myself the same": each account once. Nothing to join once it is answered. */
  async join(actor: Actor, id: string): Promise<void> {
    await this.limits.consume(JOINED, actor.accountId);
    await inTransaction(this.database, async (manager) => {
      const question = await this.published(manager, id);
      if (question.answeredAt === null) await this.insertJoin(manager, id, actor.accountId);
    });
  }

  async leave(actor: Actor, id: string): Promise<void> {
    await this.limits.consume(JOINED, actor.accountId);
    await inTransaction(this.database, async (manager) => {
      const question = await this.published(manager, id);
      if (question.askerId !== actor.accountId) {
        await manager.delete(QuestionJoin, { questionId: id, accountId: actor.accountId });
      }
    });
  }

  /**
   * The asker takes it back: it goes, unless it was answered or others ask the same; then it stays without who asked it.
   * @throws AppError `not-found` for anybody else
   */
  async withdraw(actor: Actor, id: string): Promise<'gone' | 'kept'> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    return inTransaction(this.database, async (manager) => {
      const question = await manager.findOne(ResidentQuestion, {
        where: { id, askerId: actor.accountId },
        lock: { mode: 'pessimistic_write' },
      });
      if (question === null) throw new AppError(NOT_FOUND);
      const { mergedIntoId } = question;
      await manager.delete(QuestionJoin, { questionId: mergedIntoId ?? id, accountId: actor.accountId });
      const kept =
        ['published', 'hidden'].includes(question.state) &&
        (question.answeredAt !== null || (await manager.existsBy(QuestionJoin, { questionId: id })));
      if (kept) await manager.update(ResidentQuestion, { id }, { askerId: null, publicName: '' });
      else await manager.delete(ResidentQuestion, { id });
      return kept ? 'kept' : 'gone';
    });
  }

  /** Those that the account asked, then those that it joined, newest first. */
  async mine(actor: Actor): Promise<{ asked: ResidentQuestion[]; joined: ResidentQuestion[] }> {
    const questions = this.database
      .getRepository(ResidentQuestion)
      .createQueryBuilder('question')
      .innerJoinAndSelect('question.commitment', 'commitment')
      .innerJoinAndSelect('commitment.commune', 'commune')
      .innerJoinAndSelect('commitment.measure', 'measure')
      .orderBy('question.askedAt', 'DESC')
      .addOrderBy('question.id', 'DESC')
      .limit(200);
    const account = { account: actor.accountId };
    return {
      asked: await questions.clone().where('question.asker_id = :account', account).getMany(),
      joined: await questions
        .clone()
        .where(
          `question.asker_id IS DISTINCT FROM :account AND question.state = 'published' AND EXISTS (
             SELECT 1 FROM question_join AS mine WHERE mine.question_id = question.id AND mine.account_id = :account)`,
          account,
        )
        .getMany(),
    };
  }

  /** Held until the transaction ends, so that nobody joins a question that is merged or answered at that moment. */
  private async published(manager: EntityManager, id: string): Promise<ResidentQuestion> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    const question = await manager.findOne(ResidentQuestion, {
      where: { id, state: 'published' },
      lock: { mode: 'pessimistic_read' },
    });
    if (question === null) throw new AppError(NOT_FOUND);
    return question;
  }

  private async insertJoin(manager: EntityManager, questionId: string, accountId: string): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(QuestionJoin)
      .values({ id: newId(this.clock, this.randomness), questionId, accountId, joinedAt: this.clock.now() })
      .orIgnore()
      .execute();
  }
}
