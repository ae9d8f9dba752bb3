import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { AgreementAsking } from '../agreements/agreement-asking.service.js';
import { CommitmentMoves } from '../following/moves/commitment-moves.service.js';
import { CommitmentEdits, type Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { QuestionAnswer } from './question-answer.entity.js';
import { QuestionMails } from './question-mails.service.js';
import type { AnswerCorrection, NewAnswer } from './question.form.js';
import { ResidentQuestion } from './resident-question.entity.js';

const CHANGED: Refusal = { field: 'form', key: 'commitments:questions.errors.changed' };

/** What the accountable person answers in public, or an editor in their name; and how an answer is corrected. */
@Injectable()
export class QuestionAnswers {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly edits: CommitmentEdits,
    private readonly asking: AgreementAsking,
    private readonly history: CommitmentHistory,
    private readonly moves: CommitmentMoves,
    private readonly mails: QuestionMails,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * Answers a published question. Where the commune publishes only with the accountable person's agreement, the words of an
   * editor wait as a proposal: that person publishes them, changed or not.
   */
  async answer(actor: Actor, id: string, said: NewAnswer): Promise<Result<'done' | 'waiting', Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: question, commitment } = await this.scope.part(manager, actor, ResidentQuestion, id, true);
      if (question.state !== 'published' || question.answeredAt !== null || question.version !== said.version) {
        return fail(CHANGED);
      }
      question.version++;
      const own = commitment.accountableAccountId === actor.accountId;
      if (!own && (await this.edits.needsAgreement(commitment.communeId, manager))) {
        return this.propose(manager, actor, commitment, question, said.body);
      }
      const now = this.clock.now();
      Object.assign(question, { answeredAt: now, proposedAnswer: '', proposedById: null });
      await manager.save(question);
      await this.insert(manager, actor, commitment, id, said.body, '');
      await this.history.record(manager, actor, commitment, 'question.answered', null, { body: said.body });
      await this.moves.tell(manager, commitment, { kind: 'answer', place: `/questions/${id}` });
      await this.mails.queueAnswered(manager, id);
      return ok('done');
    });
  }

  /** What was answered before stays readable beside what is answered now. */
  async correct(actor: Actor, id: string, said: AnswerCorrection): Promise<Result<void, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: question, commitment } = await this.scope.part(manager, actor, ResidentQuestion, id, true);
      if (question.state !== 'published' || question.answeredAt === null) throw new AppError(NOT_FOUND);
      if (question.version !== said.version) return fail(CHANGED);
      const before = await manager.findOneOrFail(QuestionAnswer, {
        where: { questionId: id },
        order: { at: 'DESC', id: 'DESC' },
      });
      if (before.body === said.body) return fail({ field: 'body', key: 'commitments:errors.nothingCorrected' });
      question.version++;
      await manager.save(question);
      await this.insert(manager, actor, commitment, id, said.body, said.reason);
      await this.history.record(
        manager,
        actor,
        commitment,
        'question.answer-corrected',
        { body: before.body },
        { body: said.body, reason: said.reason },
      );
      const { reason } = said;
      await this.moves.tell(manager, commitment, { kind: 'answer-correction', place: `/questions/${id}`, reason });
      await this.tellAccountable(manager, actor, commitment, question);
      return ok(undefined);
    });
  }

  private async propose(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    question: ResidentQuestion,
    body: string,
  ): Promise<Result<'waiting', Refusal>> {
    const accountable = await this.asking.accountable(manager, commitment);
    if (accountable === null) return fail({ field: 'form', key: 'commitments:errors.nobodyAccountable' });
    Object.assign(question, { proposedAnswer: body, proposedById: actor.accountId });
    await manager.save(question);
    await this.history.record(manager, actor, commitment, 'question.answer-proposed', null, { body });
    await this.mails.tellAccountable(manager, accountable, question, 'answerProposed', actor.displayName);
    return ok('waiting');
  }

  private async insert(
    manager: EntityManager,
    actor: Actor,
    { accountableName, accountableAccountId }: Commitment,
    questionId: string,
    body: string,
    reason: string,
  ): Promise<void> {
    await manager.insert(QuestionAnswer, {
      id: newId(this.clock, this.randomness),
      questionId,
      at: this.clock.now(),
      body,
      reason,
      accountableName,
      authorId: actor.accountId,
      authorName: accountableAccountId === actor.accountId ? '' : actor.displayName,
    });
  }

  /** Where agreement is asked for, the accountable person hears of what was changed in what they answered. */
  private async tellAccountable(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    question: ResidentQuestion,
  ): Promise<void> {
    if (commitment.accountableAccountId === actor.accountId) return;
    if (!(await this.edits.needsAgreement(commitment.communeId, manager))) return;
    const accountable = await this.asking.accountable(manager, commitment);
    if (accountable === null) return;
    await this.mails.tellAccountable(manager, accountable, question, 'answerCorrected', actor.displayName);
  }
}
