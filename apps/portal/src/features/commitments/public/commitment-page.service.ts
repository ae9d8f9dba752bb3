import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, In } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import type { ActionState } from '../actions/commitment-action.entity.js';
import { Milestones } from '../actions/milestones.service.js';
import { CommitmentActions } from '../actions/commitment-actions.service.js';
import type { CommitmentStatus } from '../commitment-status.js';
import { Indicators } from '../figures/indicators.service.js';
import { lineChart } from '@ronron/web-ui';
import { ProposalViews } from '../proposals/proposal-views.service.js';
import { QuestionViews } from '../questions/question-views.service.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { dayOf } from '../news-age.js';
import { CommitmentRevision } from '../promises/commitment-revision.entity.js';
import { Commitment } from '../promises/commitment.entity.js';
import { DeadlineSlip } from '../promises/deadline-slip.entity.js';
import { writePartners } from '../spending/spending-partners.js';
import { partOf } from '../spending/spending-nature.js';
import { spendingsCsv } from '../spending/spending-table.js';
import { summariseSpending } from '../spending/spending-summary.js';
import { Spendings } from '../spending/spendings.service.js';
import { PublishedUpdates } from '../updates/published-updates.service.js';
import { MeasureMeetings } from './measure-meetings.service.js';
import { CommuneOverviews, type CommitmentAtAGlance } from './overview.service.js';

const QUESTIONS_SHOWN = 5;
const PROPOSALS_SHOWN = 5;

/** More cannot be told apart in a drawing; all values are in the API. */
const DOTS = 120;

const TONES: Readonly<Record<ActionState, string>> = {
  planned: 'neutral',
  'under-way': 'info',
  done: 'success',
  abandoned: 'danger',
};

export interface CourseStep {
  readonly at: Date;
  /** It came from an archive: what happened before that day was told by it. */
  readonly imported: boolean;
  readonly status: CommitmentStatus | null;
  readonly fromDay: string | null;
  readonly toDay: string | null;
  readonly reason: string;
}

export interface CommitmentPageModel {
  readonly glance: CommitmentAtAGlance;
  readonly [part: string]: unknown;
}

/** One commitment with everything that the public may know of it. */
@Injectable()
export class CommitmentPages {
  constructor(
    private readonly database: DataSource,
    private readonly overviews: CommuneOverviews,
    private readonly actions: CommitmentActions,
    private readonly milestones: Milestones,
    private readonly updates: PublishedUpdates,
    private readonly indicators: Indicators,
    private readonly spendings: Spendings,
    private readonly meetings: MeasureMeetings,
    private readonly questions: QuestionViews,
    private readonly proposals: ProposalViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Null unless it is published. */
  async find(communeSlug: string, measureKey: string): Promise<Commitment | null> {
    const commitment = await this.database.getRepository(Commitment).findOne({
      where: { commune: { slug: communeSlug }, measure: { key: measureKey } },
      relations: { commune: true, measure: { framework: true } },
    });
    return commitment?.publishedAt == null ? null : commitment;
  }

  async withPlace(id: string): Promise<Commitment> {
    return this.database
      .getRepository(Commitment)
      .findOneOrFail({ where: { id }, relations: { commune: true, measure: { framework: true } } });
  }

  /**
   * @param options.older the id of the last update of the page before
   * @param options.preview an update that is shown as if it were published
   * @param options.viewer the account that looks, if any
   */
  async model(
    commitment: Commitment,
    locale: Locale,
    options: { older?: unknown; preview?: string; viewer?: string | null } = {},
  ): Promise<CommitmentPageModel> {
    const { id, commune, measure } = commitment;
    const [glance] = await this.overviews.atAGlance([commitment], locale);
    const updates = await this.updates.list(id, options);
    const course = await this.course(id);
    const spendings = await this.spendings.list(id);
    const today = dayOf(this.clock.now());
    const filters = { commune: commune!.slug, measure: measure!.key };
    const proposals = await this.proposals.list(filters, locale, { most: PROPOSALS_SHOWN });
    const questions = await this.questions.list(id, { viewer: options.viewer ?? null, most: QUESTIONS_SHOWN });
    return {
      commitment: { ...commitment, commune: undefined, measure: undefined },
      commune: { name: commune!.name, slug: commune!.slug },
      measure: {
        key: measure!.key,
        title: inLocale(measure!.title, locale),
        summary: inLocale(measure!.summary, locale),
        framework: inLocale(measure!.framework!.name, locale),
      },
      glance: glance!,
      actions: await this.actionsWithMilestones(id, today),
      updates: updates.items,
      older: updates.older,
      course,
      slips: course.filter(({ fromDay }) => fromDay !== null).length,
      indicators: (await this.indicators.list(id)).map(({ indicator, values }) => {
        // The table says what the drawing shows, point by point.
        const shown = thinned(values);
        return {
          ...indicator,
          values: shown,
          between: values.length - shown.length,
          latest: values.at(-1) ?? null,
          chart: lineChart(shown, indicator.target),
        };
      }),
      meetings: await this.meetings.of(commitment.communeId, commitment.measureId),
      spending: summariseSpending(spendings),
      spendings: spendings.map((line) => ({
        ...line,
        euros: line.amountCents / 100,
        savingEuros: line.savingCents === null ? null : line.savingCents / 100,
        part: partOf(line.nature),
        shared: writePartners(line.partners),
      })),
      proposals: proposals.items,
      questions: questions.items,
      moreQuestions: questions.older !== null,
      place: { path: `/engagements/${commune!.slug}/${measure!.key}`, communeName: commune!.name },
      preview: options.preview ?? null,
    };
  }

  /** By year and nature, with the action that each paid for. */
  async spendingsCsv(commitmentId: string): Promise<string> {
    const titles = (await this.actions.list(commitmentId)).map(({ id, title }) => [id, title] as const);
    return spendingsCsv(await this.spendings.list(commitmentId), new Map(titles));
  }

  private async actionsWithMilestones(commitmentId: string, today: string): Promise<object[]> {
    const actions = await this.actions.list(commitmentId);
    const milestones = await this.milestones.of(actions.map(({ id }) => id));
    return actions.map((action) => {
      const isOpen = ['planned', 'under-way'].includes(action.state);
      const late = action.dueOn !== null && action.dueOn < today && isOpen;
      const own = milestones.filter(({ actionId }) => actionId === action.id);
      return {
        ...action,
        late,
        badgeTone: late ? 'warning' : TONES[action.state],
        milestones: own.map(({ title, dueOn, reachedOn }) => ({
          title,
          dueOn,
          reachedOn,
          late: isOpen && reachedOn === null && dueOn !== null && dueOn < today,
        })),
      };
    });
  }

  /** Changes of the status and slips of the deadline since it was made public, newest first. */
  private async course(commitmentId: string): Promise<CourseStep[]> {
    const revisions = await this.database.getRepository(CommitmentRevision).find({
      where: { commitmentId, kind: In(['status.changed', 'commitment.published', 'commitment.imported']) },
      order: { id: 'ASC' },
    });
    const slips = await this.database.getRepository(DeadlineSlip).findBy({ commitmentId });
    // What came with an archive has ids of another portal's time: the import itself stands among them by its date alone.
    const told = revisions.filter(({ kind }) => kind !== 'commitment.imported');
    const published = Math.max(
      0,
      told.findIndex(({ kind }) => kind === 'commitment.published'),
    );
    const before = told[published - 1]?.after?.['status'] ?? 'announced';
    const steps: CourseStep[] = [
      ...told.slice(published).map(({ at, kind, after }) => ({
        ...{ at, imported: false, fromDay: null, toDay: null },
        status: (kind === 'status.changed' ? after?.['status'] : before) as CommitmentStatus,
        reason: kind === 'status.changed' ? String(after?.['reason'] ?? '') : '',
      })),
      ...revisions
        .filter(({ kind }) => kind === 'commitment.imported')
        .map(({ at }) => ({ at, imported: true, status: null, fromDay: null, toDay: null, reason: '' })),
    ];
    const moved = slips.map(({ at, fromDay, toDay, reason }) => ({
      ...{ at, imported: false, status: null, fromDay, toDay, reason },
    }));
    return [...steps, ...moved].sort((a, b) => b.at.getTime() - a.at.getTime());
  }
}

/** As many as a drawing can show, the first and the last always among them. */
function thinned<Value>(values: readonly Value[]): Value[] {
  if (values.length <= DOTS) return [...values];
  return Array.from({ length: DOTS }, (_, index) => values[Math.round((index * (values.length - 1)) / (DOTS - 1))]!);
}
