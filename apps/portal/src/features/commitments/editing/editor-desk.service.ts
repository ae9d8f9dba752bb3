import { Injectable } from '@nestjs/common';
import { isId } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import type { Locale } from '../../../platform/i18n/locales.js';
import type { Actor } from '../../../platform/security/actor.js';
import type { ProposalKind } from '../agreements/commitment-proposal.entity.js';
import { Proposals } from '../agreements/proposals.service.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CommitmentEdits } from '../promises/commitment-edits.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { CommuneOverviews, type CommitmentAtAGlance } from '../public/overview.service.js';
import { ProposalReadings } from '../proposals/proposal-reading.service.js';
import { ProposalViews } from '../proposals/proposal-views.service.js';
import type { PublishingRules } from '../promises/commitment-rules.entity.js';
import { QuestionDesk } from '../questions/question-desk.service.js';
import { CommitmentUpdate, type UpdateState } from '../updates/commitment-update.entity.js';

export interface UpdateAtWork {
  readonly id: string;
  readonly title: string;
  readonly state: UpdateState;
  readonly happenedOn: string;
  readonly authorName: string;
  readonly sentBackReason: string;
  readonly measureTitle: string;
  /** It waits for the one who looks. */
  readonly mine: boolean;
}

export interface ProposalAtWork {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly authorName: string;
  readonly measureTitle: string;
  /** It waits for the one who looks. */
  readonly mine: boolean;
}

export interface CommuneDesk {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly rules: PublishingRules;
  readonly openMeasures: number;
  readonly commitments: readonly (CommitmentAtAGlance & { readonly published: boolean })[];
  readonly waiting: readonly UpdateAtWork[];
  readonly drafts: readonly UpdateAtWork[];
  /** Changes of what a commitment tells the public that wait for the accountable person. */
  readonly proposals: readonly ProposalAtWork[];
  /** How many residents' questions wait to be read, and published ones for an answer. */
  readonly questionsToRead: number;
  readonly questionsToAnswer: number;
  /** How many proposals of the cahier wait for an answer. */
  readonly proposalsToAnswer: number;
  /** How many wait to be read before the public does. */
  readonly proposalsToRead: number;
}

const MOST_AT_WORK = 100;
const UPDATES_A_PAGE = 20;

/** What editors see when they sit down: their commune's commitments, what grew old and what waits. */
@Injectable()
export class EditorDesk {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly edits: CommitmentEdits,
    private readonly overviews: CommuneOverviews,
    private readonly proposals: Proposals,
    private readonly questions: QuestionDesk,
    private readonly cahier: ProposalViews,
    private readonly readings: ProposalReadings,
  ) {}

  async of(actor: Actor, locale: Locale): Promise<CommuneDesk[]> {
    const desks: CommuneDesk[] = [];
    const toRead = await this.readings.waiting();
    for (const { id, name, slug } of await this.edits.communes(actor)) {
      const commitments = await this.database.getRepository(Commitment).find({
        where: { communeId: id },
        relations: { measure: { framework: true } },
        order: { measure: { framework: { position: 'ASC' }, position: 'ASC' } },
      });
      const glances = await this.overviews.atAGlance(commitments, locale);
      const atWork = await this.atWork(actor, commitments, glances);
      desks.push({
        id,
        name,
        slug,
        rules: await this.edits.rules(id),
        openMeasures: (await this.edits.openMeasures(id)).length,
        commitments: glances.map((glance, index) => ({
          ...glance,
          published: commitments[index]!.publishedAt !== null,
        })),
        waiting: atWork.filter(({ state }) => state === 'pending-agreement'),
        drafts: atWork.filter(({ state }) => state === 'draft'),
        proposals: await this.proposed(actor, commitments, glances),
        questionsToRead: await this.questions.count([id], 'to-read'),
        questionsToAnswer: await this.questions.count([id], 'to-answer'),
        proposalsToAnswer: await this.cahier.waiting(id),
        proposalsToRead: toRead.find(({ communeId }) => communeId === id)?.count ?? 0,
      });
    }
    return desks;
  }

  /** The updates of one commitment, newest first. `older`: the last id of the page before. */
  async updates(
    actor: Actor,
    commitmentId: string,
    older: unknown,
  ): Promise<{ rows: CommitmentUpdate[]; next: string | null }> {
    await this.scope.commitment(this.database.manager, actor, commitmentId);
    const query = this.database
      .getRepository(CommitmentUpdate)
      .createQueryBuilder('update')
      .where('update.commitment_id = :commitmentId', { commitmentId })
      .orderBy('update.id', 'DESC')
      .limit(UPDATES_A_PAGE + 1);
    if (isId(older)) query.andWhere('update.id < :older', { older });
    const found = await query.getMany();
    const rows = found.slice(0, UPDATES_A_PAGE);
    return { rows, next: found.length > UPDATES_A_PAGE ? rows.at(-1)!.id : null };
  }

  private async proposed(
    actor: Actor,
    commitments: readonly Commitment[],
    glances: readonly CommitmentAtAGlance[],
  ): Promise<ProposalAtWork[]> {
    const waiting = await this.proposals.waiting(commitments.map(({ id }) => id));
    return waiting.map(({ id, kind, authorName, commitmentId }) => ({
      id,
      kind,
      authorName,
      measureTitle: glances.find((glance) => glance.id === commitmentId)!.title,
      mine: commitments.find((one) => one.id === commitmentId)!.accountableAccountId === actor.accountId,
    }));
  }

  private async atWork(
    actor: Actor,
    commitments: readonly Commitment[],
    glances: readonly CommitmentAtAGlance[],
  ): Promise<UpdateAtWork[]> {
    const updates = await this.database
      .getRepository(CommitmentUpdate)
      .createQueryBuilder('update')
      .where('update.commitment_id = ANY(:ids)', { ids: commitments.map(({ id }) => id) })
      .andWhere(`update.state <> 'published'`)
      .orderBy('update.updated_at', 'ASC')
      .limit(MOST_AT_WORK)
      .getMany();
    return updates.map(({ id, title, state, happenedOn, authorName, sentBackReason, commitmentId }) => ({
      id,
      title,
      state,
      happenedOn,
      authorName,
      sentBackReason,
      measureTitle: glances.find((glance) => glance.id === commitmentId)!.title,
      mine: commitments.find((one) => one.id === commitmentId)!.accountableAccountId === actor.accountId,
    }));
  }
}
