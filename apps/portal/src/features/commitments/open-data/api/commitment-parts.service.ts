import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../../platform/config/tokens.js';
import { CommitmentActions } from '../../actions/commitment-actions.service.js';
import { Milestones } from '../../actions/milestones.service.js';
import { IndicatorValue } from '../../figures/indicator-value.entity.js';
import { Indicator } from '../../figures/indicator.entity.js';
import { byPortal } from '../../people-elsewhere.js';
import { DeadlineSlip } from '../../promises/deadline-slip.entity.js';
import { QuestionViews } from '../../questions/question-views.service.js';
import { partOf } from '../../spending/spending-nature.js';
import { Spendings } from '../../spending/spendings.service.js';
import { CommitmentUpdate } from '../../updates/commitment-update.entity.js';
import { EvidenceKeeper } from '../../updates/evidence.service.js';

/** What the API tells of one commitment beyond its summary. */
@Injectable()
export class CommitmentParts {
  constructor(
    private readonly database: DataSource,
    private readonly actions: CommitmentActions,
    private readonly milestones: Milestones,
    private readonly evidence: EvidenceKeeper,
    private readonly questions: QuestionViews,
    private readonly spendings: Spendings,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** Of a published commitment. */
  async of(commitmentId: string): Promise<object> {
    const slips = await this.database
      .getRepository(DeadlineSlip)
      .find({ where: { commitmentId }, order: { at: 'ASC', id: 'ASC' } });
    const indicators = await this.database
      .getRepository(Indicator)
      .find({ where: { commitmentId }, order: { createdAt: 'ASC', id: 'ASC' } });
    const spendings = await this.spendings.list(commitmentId);
    return {
      questions: await this.questionList(commitmentId),
      deadlineSlips: slips.map(({ id, at, fromDay, toDay, reason }) => ({ id, at, fromDay, toDay, reason })),
      actionList: await this.actionList(commitmentId),
      updates: await this.updates(commitmentId),
      indicators: indicators.map((one) => this.told(one)),
      spendings: spendings.map(({ id, year, nature, budget, amountCents, actionId, software, partners, ...rest }) => ({
        ...{ id, year, nature, budget, euros: amountCents / 100, leaves: partOf(nature), action: actionId },
        ...{ software, partners, published: rest.publishedUrl, method: rest.note },
        saving: rest.savingCents === null ? null : { euros: rest.savingCents / 100, calculation: rest.savingMethod },
      })),
    };
  }

  /** Null when its commitment is not published. */
  async indicator(id: string): Promise<object | null> {
    const indicator = await this.database
      .getRepository(Indicator)
      .findOne({ where: { id }, relations: { commitment: true } });
    if (indicator?.commitment?.publishedAt == null) return null;
    const values = await this.database
      .getRepository(IndicatorValue)
      .find({ where: { indicatorId: id }, order: { day: 'ASC' } });
    return {
      ...this.told(indicator),
      commitment: `${this.settings.publicUrl}/api/v1/engagements/${indicator.commitmentId}`,
      values: values.map(({ day, value, note, origin }) => ({ day, value, note, origin })),
    };
  }

  private told({ id, name, unit, base, target, source, liveSource }: Indicator): object {
    const url = `${this.settings.publicUrl}/api/v1/indicateurs/${id}`;
    return { id, url, name, unit, base, target, source, countedByPortal: liveSource };
  }

  /** Nothing of who asked but what they chose to show; a hidden one keeps its place and its reason. */
  private async questionList(commitmentId: string): Promise<object[]> {
    const questions = await this.questions.all(commitmentId);
    return questions.map(({ id, state, body, publicName, askedAt, publishedAt, people, days, ...rest }) => ({
      ...{ id, state, question: body, askedBy: publicName, askedAt, publishedAt, people },
      askedOn: rest.cameFrom === '' ? this.settings.publicUrl : rest.cameFrom,
      peopleByPortal: byPortal(rest.elsewhere, this.settings.publicUrl, rest.here),
      answeredAt: rest.answeredAt,
      daysUntilAnswer: state === 'answered' ? days : null,
      hiddenBecause: rest.reason,
      answers: [...(rest.answer === null ? [] : [rest.answer]), ...rest.corrected].map((answer) => ({
        ...{ at: answer.at, answer: answer.body, inTheNameOf: answer.accountableName },
        ...{ writtenBy: answer.authorName, correctedBecause: answer.reason },
      })),
    }));
  }

  private async actionList(commitmentId: string): Promise<object[]> {
    const actions = await this.actions.list(commitmentId);
    const milestones = await this.milestones.of(actions.map(({ id }) => id));
    return actions.map(({ id, title, state, startsOn, dueOn, doneOn }) => ({
      ...{ id, title, state, startsOn, dueOn, doneOn },
      milestones: milestones
        .filter(({ actionId }) => actionId === id)
        .map((one) => ({ id: one.id, title: one.title, dueOn: one.dueOn, reachedOn: one.reachedOn })),
    }));
  }

  private async updates(commitmentId: string): Promise<object[]> {
    const updates = await this.database
      .getRepository(CommitmentUpdate)
      .find({ where: { commitmentId, state: 'published' }, order: { publishedAt: 'DESC', id: 'DESC' } });
    return this.toldUpdates(updates);
  }

  /** Published updates with their evidence, in the order given. */
  async toldUpdates(updates: readonly CommitmentUpdate[]): Promise<({ id: string } & object)[]> {
    const evidence = await this.evidence.of(updates.map(({ id }) => id));
    return updates.map(({ id, title, body, happenedOn, publishedAt, authorName }) => ({
      ...{ id, title, body, happenedOn, publishedAt, author: authorName },
      evidence: evidence
        .filter(({ updateId }) => updateId === id)
        .map(({ id: piece, kind, caption, datedOn, url }) => ({
          ...{ id: piece, kind, caption, datedOn },
          url: url ?? `${this.settings.publicUrl}/engagements/pieces/${piece}`,
        })),
    }));
  }
}
