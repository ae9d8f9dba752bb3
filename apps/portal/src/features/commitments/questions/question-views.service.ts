import { Inject, Injectable } from '@nestjs/common';
import { isId, type Clock } from '@ronron/kernel';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { hostOf, shownElsewhere, sumOf, type PeopleElsewhereShown } from '../people-elsewhere.js';
import { daysBetween } from '../waiting-days.js';
import { QuestionAnswer } from './question-answer.entity.js';
import { QuestionJoin } from './question-join.entity.js';
import { ResidentQuestion, type ShownAs } from './resident-question.entity.js';

const QUESTIONS_A_PAGE = 20;

/** One answer, or what stood there before it was corrected. */
export interface AnswerShown {
  readonly body: string;
  readonly at: Date;
  readonly reason: string;
  readonly accountableName: string;
  /** The editor who answered in that person's name; empty when they answered themselves. */
  readonly authorName: string;
}

/** A question as pages and open data tell it: nothing of who asked but what they chose to show. */
export interface QuestionShown {
  readonly id: string;
  /** Empty when it is hidden. */
  readonly body: string;
  readonly askedBy: ShownAs;
  readonly publicName: string;
  readonly askedAt: Date;
  readonly publishedAt: Date;
  /** How many people ask it, the asker included, here and elsewhere. */
  readonly people: number;
  /** Of those, how many ask it here. */
  readonly here: number;
  readonly elsewhere: readonly PeopleElsewhereShown[];
  /** Address of the portal where it was asked; empty: here. */
  readonly cameFrom: string;
  readonly cameFromHost: string;
  /** `waiting` for an answer, `answered`, or `hidden` with the reason. */
  readonly state: 'waiting' | 'answered' | 'hidden';
  /** Until the answer, or until now. */
  readonly days: number;
  readonly answeredAt: Date | null;
  readonly answer: AnswerShown | null;
  /** What was answered before, newest first. */
  readonly corrected: readonly AnswerShown[];
  readonly hiddenAt: Date | null;
  readonly reason: string;
  /** Of the one who looks. */
  readonly mine: boolean;
  readonly joined: boolean;
}

/** Questions as the public reads them. */
@Injectable()
export class QuestionViews {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The questions of one commitment, newest first.
   * @param older the id of the last question of the page before
   * @param viewer the account that looks, to whom its own part is shown
   */
  async list(
    commitmentId: string,
    { older, viewer = null, most = QUESTIONS_A_PAGE }: { older?: unknown; viewer?: string | null; most?: number } = {},
  ): Promise<{ items: QuestionShown[]; older: string | null }> {
    const query = this.shown()
      .andWhere('question.commitment_id = :commitmentId', { commitmentId })
      .orderBy('question.published_at', 'DESC')
      .addOrderBy('question.id', 'DESC')
      .limit(most + 1);
    if (isId(older)) {
      query.andWhere(
        `(question.published_at, question.id) < (SELECT one.published_at, one.id FROM resident_question one WHERE one.id = :older)`,
        { older },
      );
    }
    const found = await query.getMany();
    const items = await this.told(found.slice(0, most), viewer);
    return { items, older: found.length > most ? items.at(-1)!.id : null };
  }

  async one(commitmentId: string, id: string, viewer: string | null): Promise<QuestionShown | null> {
    if (!isId(id)) return null;
    const found = await this.shown()
      .andWhere('question.id = :id AND question.commitment_id = :commitmentId', { id, commitmentId })
      .getMany();
    return (await this.told(found, viewer))[0] ?? null;
  }

  /** The question in which one that was merged lives on. */
  async mergedInto(commitmentId: string, id: string): Promise<string | null> {
    const merged = isId(id)
      ? await this.database.getRepository(ResidentQuestion).findOneBy({ id, commitmentId, state: 'merged' })
      : null;
    return merged?.mergedIntoId ?? null;
  }

  /** All that the public sees of the commitment's questions, oldest first. */
  async all(commitmentId: string): Promise<QuestionShown[]> {
    const found = await this.shown()
      .andWhere('question.commitment_id = :commitmentId', { commitmentId })
      .orderBy('question.published_at')
      .addOrderBy('question.id')
      .getMany();
    return this.told(found, null);
  }

  /** In the order in which they are given. */
  async told(questions: readonly ResidentQuestion[], viewer: string | null): Promise<QuestionShown[]> {
    const ids = questions.map(({ id }) => id);
    const people = await this.people(ids);
    const answers = await this.database
      .getRepository(QuestionAnswer)
      .find({ where: { questionId: In(ids) }, order: { at: 'DESC', id: 'DESC' } });
    const joined = new Set(
      viewer === null
        ? []
        : (await this.database.getRepository(QuestionJoin).findBy({ questionId: In(ids), accountId: viewer })).map(
            ({ questionId }) => questionId,
          ),
    );
    return questions.map((question) => {
      const { id, askerId, askedAt, publishedAt, answeredAt, state, body, decidedAt, cameFrom, elsewhere } = question;
      // Whoever asks it first asks it, even when their account is gone.
      const here = Math.max(cameFrom === '' ? 1 : 0, people.get(id) ?? 0);
      const isHidden = state === 'hidden';
      const [answer = null, ...corrected] = isHidden ? [] : answers.filter(({ questionId }) => questionId === id);
      return {
        id,
        body: isHidden ? '' : body,
        askedBy: shownAsker(question),
        publicName: shownAsker(question) === 'first-name' ? question.publicName : '',
        askedAt,
        publishedAt: publishedAt ?? askedAt,
        people: here + sumOf(elsewhere),
        here,
        elsewhere: shownElsewhere(elsewhere),
        cameFrom,
        cameFromHost: hostOf(cameFrom),
        state: isHidden ? 'hidden' : answeredAt === null ? 'waiting' : 'answered',
        days: daysBetween(askedAt, answeredAt ?? this.clock.now()),
        answeredAt,
        answer,
        corrected,
        hiddenAt: isHidden ? decidedAt : null,
        reason: isHidden ? question.reason : '',
        mine: viewer !== null && askerId === viewer,
        joined: joined.has(id),
      };
    });
  }

  private shown(): SelectQueryBuilder<ResidentQuestion> {
    return this.database
      .getRepository(ResidentQuestion)
      .createQueryBuilder('question')
      .where(`question.state IN ('published', 'hidden')`);
  }

  private async people(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; n: number }[]>(
      'SELECT question_id AS id, count(*)::int AS n FROM question_join WHERE question_id = ANY($1) GROUP BY question_id',
      [ids],
    );
    return new Map(rows.map(({ id, n }) => [id, n]));
  }
}

/** What stands in the place of a name: nothing of who asked here and is gone, no name once the question was taken down. */
export function shownAsker({ askerId, cameFrom, shownAs, publicName, state }: ResidentQuestion): ShownAs {
  const isGone = askerId === null && cameFrom === '';
  const isNamed = publicName !== '' && state !== 'hidden' && state !== 'merged';
  return isGone || (shownAs === 'first-name' && !isNamed) ? 'person' : shownAs;
}
