import { Injectable } from '@nestjs/common';
import { DataSource, In, Not, type FindOptionsWhere, IsNull } from 'typeorm';
import type { Locale } from '../../../platform/i18n/locales.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Account } from '../../accounts/account.entity.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import { QuestionViews, type QuestionShown } from './question-views.service.js';
import { ResidentQuestion } from './resident-question.entity.js';

export const questionPiles = ['to-read', 'to-answer', 'answered', 'put-aside'] as const;
export type QuestionPile = (typeof questionPiles)[number];

const MOST_LISTED = 100;

const PILES: Readonly<Record<QuestionPile, FindOptionsWhere<ResidentQuestion>>> = {
  'to-read': { state: 'pending' },
  'to-answer': { state: 'published', answeredAt: IsNull() },
  answered: { state: 'published', answeredAt: Not(IsNull()) },
  'put-aside': { state: In(['sent-back', 'merged', 'hidden']) },
};

export interface QuestionAtWork {
  readonly question: QuestionShown;
  readonly body: string;
  readonly measureTitle: string;
  readonly communeName: string;
  /** An answer waits for the accountable person, who is the one who looks. */
  readonly yours: boolean;
}

/** Questions as the editors of a commune work through them. */
@Injectable()
export class QuestionDesk {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly views: QuestionViews,
  ) {}

  async counts(communeIds: readonly string[]): Promise<Record<QuestionPile, number>> {
    const counts = questionPiles.map(async (pile) => [pile, await this.count(communeIds, pile)] as const);
    return Object.fromEntries(await Promise.all(counts)) as Record<QuestionPile, number>;
  }

  async count(communeIds: readonly string[], pile: QuestionPile): Promise<number> {
    return this.database.getRepository(ResidentQuestion).countBy(this.where(communeIds, pile));
  }

  /** What waits: oldest first; the rest newest first. */
  async pile(actor: Actor, pile: QuestionPile, locale: Locale): Promise<QuestionAtWork[]> {
    const waits = pile === 'to-read' || pile === 'to-answer';
    const questions = await this.database.getRepository(ResidentQuestion).find({
      where: this.where(actor.communes, pile),
      relations: { commitment: { measure: true, commune: true } },
      order: waits ? { askedAt: 'ASC', id: 'ASC' } : { decidedAt: 'DESC', id: 'DESC' },
      take: MOST_LISTED,
    });
    const shown = await this.views.told(questions, null);
    return questions.map(({ body, commitment, proposedAnswer }, index) => ({
      question: shown[index]!,
      body,
      measureTitle: inLocale(commitment!.measure!.title, locale),
      communeName: commitment!.commune!.name,
      yours: pile === 'to-answer' && proposedAnswer !== '' && commitment!.accountableAccountId === actor.accountId,
    }));
  }

  /** @throws AppError `not-found` for who edits another commune */
  async find(
    actor: Actor,
    id: string,
  ): Promise<{ question: ResidentQuestion; shown: QuestionShown; commitment: Commitment; proposer: string | null }> {
    const { part: question, commitment } = await this.scope.part(this.database.manager, actor, ResidentQuestion, id);
    const [shown] = await this.views.told([question], null);
    const { proposedById } = question;
    const proposer =
      proposedById === null ? null : await this.database.getRepository(Account).findOneBy({ id: proposedById });
    return { question, shown: shown!, commitment, proposer: proposer?.displayName ?? null };
  }

  /** The published questions of the same commitment into which this one can be merged, newest first. */
  async like({ id, commitmentId }: ResidentQuestion): Promise<ResidentQuestion[]> {
    return this.database.getRepository(ResidentQuestion).find({
      where: { commitmentId, state: 'published', id: Not(id) },
      order: { publishedAt: 'DESC', id: 'DESC' },
      take: MOST_LISTED,
    });
  }

  private where(communeIds: readonly string[], pile: QuestionPile): FindOptionsWhere<ResidentQuestion> {
    return { ...PILES[pile], commitment: { communeId: In([...communeIds]) } };
  }
}
