import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource, IsNull, Not } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import type { Locale } from '../../../platform/i18n/locales.js';
import { Commune } from '../../territories/commune.entity.js';
import { isOver, type CommitmentStatus } from '../commitment-status.js';
import { Measure } from '../frameworks/measure.entity.js';
import { inLocale } from '../frameworks/text-by-locale.js';
import { dayOf, staleMonths } from '../news-age.js';
import { Commitment } from '../promises/commitment.entity.js';
import { summariseSpending, type SpendingSummary } from '../spending/spending-summary.js';
import { Spending } from '../spending/spending.entity.js';

/** One measure at a glance. */
export interface CommitmentAtAGlance {
  readonly id: string;
  readonly measureKey: string;
  readonly title: string;
  readonly level: number;
  readonly status: CommitmentStatus;
  readonly statusReason: string;
  readonly deadline: string | null;
  /** The deadline has passed and it is neither achieved nor given up: worked out, not typed in. */
  readonly overdue: boolean;
  /** `late`, or overdue. */
  readonly isLate: boolean;
  readonly accountableName: string;
  readonly actionsDone: number;
  readonly actions: number;
  readonly lastNewsAt: Date | null;
  readonly lastNewsTitle: string | null;
  readonly staleMonths: number | null;
  /** The last update or change of status, or when it was made public. */
  readonly lastMoveAt: Date;
}

export interface CommuneNews {
  readonly id: string;
  readonly title: string;
  readonly happenedOn: string;
  readonly measureTitle: string;
  readonly measureKey: string;
  readonly proofs: number;
}

export interface CommuneOverview {
  readonly commune: { readonly id: string; readonly name: string; readonly slug: string };
  readonly commitments: readonly CommitmentAtAGlance[];
  /** Measures of the same frameworks on which the commune has published nothing. */
  readonly missing: readonly { readonly key: string; readonly title: string; readonly summary: string }[];
  readonly frameworks: readonly { readonly name: string; readonly summary: string }[];
  readonly news: readonly CommuneNews[];
  readonly spending: SpendingSummary | null;
  readonly shared: readonly string[];
}

/** What the public sees of a whole commune. */
@Injectable()
export class CommuneOverviews {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Communes that published at least one commitment, by name: no ranking. */
  async communes(): Promise<{ name: string; slug: string; published: number }[]> {
    return this.database.query(
      `SELECT commune.name, commune.slug, count(*)::int AS published
       FROM commune JOIN commitment ON commitment.commune_id = commune.id AND commitment.published_at IS NOT NULL
       GROUP BY commune.id ORDER BY commune.name, commune.slug`,
    );
  }

  /** Null when there is no such commune. */
  async of(slug: string, locale: Locale): Promise<CommuneOverview | null> {
    const commune = await this.database.getRepository(Commune).findOneBy({ slug });
    if (commune === null) return null;
    const commitments = await this.database.getRepository(Commitment).find({
      where: { communeId: commune.id, publishedAt: Not(IsNull()) },
      relations: { measure: { framework: true } },
      order: { measure: { framework: { position: 'ASC' }, position: 'ASC' } },
    });
    const ids = commitments.map(({ id }) => id);
    const measures = await this.database
      .getRepository(Measure)
      .find({ relations: { framework: true }, order: { framework: { position: 'ASC' }, position: 'ASC' } });
    const kept = new Set(commitments.map(({ measureId }) => measureId));
    const theirs = new Map(commitments.map(({ measure }) => [measure!.frameworkId, measure!.framework!]));
    const spendings = await this.spendings(ids);
    return {
      commune: { id: commune.id, name: commune.name, slug: commune.slug },
      commitments: await this.atAGlance(commitments, locale),
      missing: measures
        .filter(
          ({ id, frameworkId, retiredAt }) =>
            retiredAt === null && !kept.has(id) && (theirs.size === 0 || theirs.has(frameworkId)),
        )
        .map(({ key, title, summary }) => ({
          key,
          title: inLocale(title, locale),
          summary: inLocale(summary, locale),
        })),
      frameworks: [...theirs.values()].map(({ name, summary }) => ({
        name: inLocale(name, locale),
        summary: inLocale(summary, locale),
      })),
      news: await this.news(commitments, locale),
      spending: summariseSpending(spendings),
      shared: [...new Set(spendings.flatMap(({ partners }) => partners.map(({ name }) => name)))].sort(),
    };
  }

  /** For pages that list commitments, published or not, with what moved and what did not. */
  async atAGlance(commitments: readonly Commitment[], locale: Locale): Promise<CommitmentAtAGlance[]> {
    const ids = commitments.map(({ id }) => id);
    const counts = await this.database.query<{ commitment_id: string; done: number; actions: number }[]>(
      `SELECT commitment_id, count(*) FILTER (WHERE state = 'done')::int AS done,
              count(*) FILTER (WHERE state <> 'abandoned')::int AS actions
       FROM commitment_action WHERE commitment_id = ANY($1) GROUP BY commitment_id`,
      [ids],
    );
    const latest = await this.database.query<{ commitment_id: string; title: string; published_at: Date }[]>(
      `SELECT wanted.id AS commitment_id, latest.title, latest.published_at FROM unnest($1::uuid[]) AS wanted (id)
       CROSS JOIN LATERAL (
         SELECT title, published_at FROM commitment_update
         WHERE commitment_id = wanted.id AND published_at IS NOT NULL ORDER BY published_at DESC LIMIT 1) AS latest`,
      [ids],
    );
    const now = this.clock.now();
    const today = dayOf(now);
    return commitments.map((commitment) => {
      const { id, level, status, statusReason, deadline, accountableName, statusSince, publishedAt } = commitment;
      const count = counts.find((row) => row.commitment_id === id);
      const last = latest.find((row) => row.commitment_id === id);
      const overdue = deadline !== null && deadline < today && !isOver(status);
      const moved = [last?.published_at, statusSince, publishedAt].filter((at) => at instanceof Date);
      const lastMoveAt = new Date(Math.max(...moved.map(Number)));
      return {
        id,
        measureKey: commitment.measure!.key,
        title: inLocale(commitment.measure!.title, locale),
        level,
        status,
        statusReason,
        deadline,
        overdue,
        isLate: overdue || status === 'late',
        accountableName,
        actionsDone: count?.done ?? 0,
        actions: count?.actions ?? 0,
        lastNewsAt: last?.published_at ?? null,
        lastNewsTitle: last?.title ?? null,
        staleMonths: isOver(status) ? null : staleMonths(lastMoveAt, now),
        lastMoveAt,
      };
    });
  }

  private async news(commitments: readonly Commitment[], locale: Locale): Promise<CommuneNews[]> {
    const rows = await this.database.query<
      { id: string; commitment_id: string; title: string; happened_on: string; proofs: number }[]
    >(
      `SELECT id, commitment_id, title, happened_on::text,
              (SELECT count(*)::int FROM evidence WHERE evidence.update_id = commitment_update.id) AS proofs
       FROM commitment_update WHERE commitment_id = ANY($1) AND published_at IS NOT NULL
       ORDER BY published_at DESC, id DESC LIMIT 5`,
      [commitments.map(({ id }) => id)],
    );
    return rows.map((row) => {
      const measure = commitments.find(({ id }) => id === row.commitment_id)!.measure!;
      return {
        id: row.id,
        title: row.title,
        happenedOn: row.happened_on,
        proofs: row.proofs,
        measureTitle: inLocale(measure.title, locale),
        measureKey: measure.key,
      };
    });
  }

  private async spendings(ids: readonly string[]): Promise<Spending[]> {
    return this.database
      .getRepository(Spending)
      .createQueryBuilder('spending')
      .where('spending.commitment_id = ANY(:ids)', { ids: [...ids] })
      .getMany();
  }
}
