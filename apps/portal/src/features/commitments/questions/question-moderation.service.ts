import { Inject, Injectable } from '@nestjs/common';
import { fail, isId, ok, type Clock, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { AgreementAsking } from '../agreements/agreement-asking.service.js';
import { together } from '../people-elsewhere.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import type { RevisionKind } from '../promises/commitment-revision.entity.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { QuestionMails } from './question-mails.service.js';
import type { QuestionMerge, QuestionReason } from './question.form.js';
import { ResidentQuestion, type QuestionState } from './resident-question.entity.js';

const CHANGED: Refusal = { field: 'form', key: 'commitments:questions.errors.changed' };

type Decided = Result<ResidentQuestion, Refusal>;

/** What editors decide about questions before the public reads them, and about those that it should not have read. */
@Injectable()
export class QuestionModeration {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly asking: AgreementAsking,
    private readonly history: CommitmentHistory,
    private readonly mails: QuestionMails,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async publish(actor: Actor, id: string, version: number): Promise<Decided> {
    return this.decide(actor, id, version, ['pending'], async (manager, commitment, question) => {
      question.publishedAt = this.clock.now();
      await this.settle(manager, actor, commitment, question, 'published', 'question.published');
      await this.mails.tellAsker(manager, question, 'published');
      const accountable = await this.asking.accountable(manager, commitment);
      if (accountable !== null && accountable.id !== actor.accountId) {
        await this.mails.tellAccountable(manager, accountable, question, 'toAnswer');
      }
      return ok(question);
    });
  }

  /** The asker reads why, and asks again in other words. */
  async sendBack(actor: Actor, id: string, said: QuestionReason): Promise<Decided> {
    return this.decide(actor, id, said.version, ['pending'], async (manager, commitment, question) => {
      question.reason = said.reason;
      await this.settle(manager, actor, commitment, question, 'sent-back', 'question.sent-back');
      await this.mails.tellAsker(manager, question, 'sentBack');
      return ok(question);
    });
  }

  /** Into a published question of the same commitment that asks the same: whoever asks this one asks that one now. */
  async merge(actor: Actor, id: string, said: QuestionMerge): Promise<Decided> {
    return this.decide(actor, id, said.version, ['pending', 'published'], async (manager, commitment, question) => {
      const into = isId(said.into)
        ? await manager.findOneBy(ResidentQuestion, {
            id: said.into,
            commitmentId: commitment.id,
            state: 'published',
          })
        : null;
      if (into === null || into.id === id || question.answeredAt !== null) {
        return fail({ field: 'into', key: 'commitments:questions.errors.into' });
      }
      question.mergedIntoId = into.id;
      await this.settle(manager, actor, commitment, question, 'merged', 'question.merged');
      await manager.query(
        `INSERT INTO question_join (id, question_id, account_id, joined_at)
         SELECT gen_random_uuid(), $2, account_id, joined_at FROM question_join WHERE question_id = $1
         ON CONFLICT (question_id, account_id) DO NOTHING`,
        [id, into.id],
      );
      const elsewhere = together(into.elsewhere, question.elsewhere);
      await manager.update(ResidentQuestion, { id: into.id }, { elsewhere });
      // What was merged into this one before follows it.
      await manager.update(ResidentQuestion, { mergedIntoId: id }, { mergedIntoId: into.id });
      await this.mails.tellAsker(manager, question, 'merged');
      if (into.answeredAt !== null) await this.mails.queueAnswered(manager, into.id);
      return ok(question);
    });
  }

  /** Takes a published question from the public, who reads why. */
  async hide(actor: Actor, id: string, said: QuestionReason): Promise<Decided> {
    return this.decide(actor, id, said.version, ['published'], async (manager, commitment, question) => {
      question.reason = said.reason;
      await this.settle(manager, actor, commitment, question, 'hidden', 'question.hidden');
      await this.mails.tellAsker(manager, question, 'hidden');
      return ok(question);
    });
  }

  /** Decisions about one commitment's questions come one after the other; who decides on an older version is told. */
  private async decide(
    actor: Actor,
    id: string,
    version: number,
    from: readonly QuestionState[],
    work: (manager: EntityManager, commitment: Commitment, question: ResidentQuestion) => Promise<Decided>,
  ): Promise<Decided> {
    return inTransaction(this.database, async (manager) => {
      const { part: question, commitment } = await this.scope.part(manager, actor, ResidentQuestion, id, true);
      if (question.version !== version || !from.includes(question.state)) return fail(CHANGED);
      return work(manager, commitment, question);
    });
  }

  /** The history keeps what was decided and why, not the resident's words. */
  private async settle(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    question: ResidentQuestion,
    state: QuestionState,
    kind: RevisionKind,
  ): Promise<void> {
    Object.assign(question, { state, decidedAt: this.clock.now(), version: question.version + 1 });
    await manager.save(question);
    await this.history.record(manager, actor, commitment, kind, null, { reason: question.reason });
  }
}
