import { markdownText } from '@ronron/web-ui';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Locale } from '../../../platform/i18n/locales.js';
import { longDate } from '../../../platform/i18n/long-date.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { CommuneOverviews, type CommuneOverview } from '../public/overview.service.js';
import { CommitmentPages } from '../public/commitment-page.service.js';
import { Moves } from '../open-data/feeds/moves.service.js';
import type { SpendingSummary } from '../spending/spending-summary.js';
import { ReportPaper } from './report-paper.js';

/** What a municipal council gets on paper: every commitment, what is late and why, what it costs. */
@Injectable()
export class CouncilReports {
  constructor(
    private readonly database: DataSource,
    private readonly overviews: CommuneOverviews,
    private readonly commitments: CommitmentPages,
    private readonly moves: Moves,
    private readonly translations: Translations,
  ) {}

  /** Null when there is no such commune. */
  async pdf(slug: string, locale: Locale): Promise<Buffer | null> {
    const overview = await this.overviews.of(slug, locale);
    if (overview === null) return null;
    const say = (key: string, params: Record<string, unknown> = {}): string =>
      this.translations.text(locale, `commitments:${key}`, params);
    const day = (at: Date | string): string => longDate(new Date(at), locale);
    const { commune, commitments } = overview;
    const at = new Date(Math.max(0, ...commitments.map(({ lastMoveAt }) => lastMoveAt.getTime())));
    const title = say('public.communeTitle', { commune: commune.name });
    const paper = new ReportPaper(title, commune.name, locale, at);
    paper.heading(1, title);
    paper.paragraph(say('council.lead', { date: day(at) }), true);
    this.summary(paper, overview, say);
    for (const { id, ...glance } of commitments) {
      const commitment = await this.commitments.withPlace(id);
      paper.heading(2, glance.title);
      const deadline =
        glance.deadline === null ? say('public.noDeadline') : say('public.until', { deadline: day(glance.deadline) });
      paper.paragraph(
        `${say(`status.${glance.status}`)} · ${say('public.level', { level: glance.level })} · ${deadline}`,
      );
      if (glance.overdue) paper.paragraph(say('public.overdueSince', { deadline: day(glance.deadline!) }));
      if (glance.statusReason !== '')
        paper.paragraph(`${say(`statusReason.${glance.status}`)} : ${glance.statusReason}`);
      if (glance.staleMonths !== null) paper.paragraph(say('public.staleText', { count: glance.staleMonths }));
      paper.paragraph(markdownText(commitment.words));
      paper.paragraph(
        [
          `${say('fields.accountable')} : ${glance.accountableName}`,
          commitment.department === '' ? '' : `${say('fields.department')} : ${commitment.department}`,
          commitment.voteReference === ''
            ? say('public.noVote')
            : `${say('fields.vote')} : ${[commitment.voteReference, commitment.voteOn === null ? '' : day(commitment.voteOn), commitment.voteResult].filter(Boolean).join(', ')}`,
          `${say('public.actionsDone')} : ${say('public.ofTotal', { value: glance.actionsDone, total: glance.actions })}`,
        ]
          .filter((line) => line !== '')
          .join('\n'),
        true,
      );
      await this.figures(paper, id, say, day, locale);
      const moves = (await this.moves.latest([id])).filter(({ kind }) => kind === 'update').slice(0, 5);
      if (moves.length > 0) {
        paper.heading(3, say('public.news'));
        paper.list(
          moves.map((move) => {
            const proof = move.proofs === 0 ? say('public.noProof') : say('public.proofs', { count: move.proofs });
            return `${day(move.at)} : ${move.title} (${proof})`;
          }),
        );
      }
    }
    return paper.finish((page, pages) => say('council.footer', { commune: commune.name, date: day(at), page, pages }));
  }

  private summary(
    paper: ReportPaper,
    { commitments, missing, spending }: CommuneOverview,
    say: (key: string, params?: Record<string, unknown>) => string,
  ): void {
    const late = commitments.filter(({ isLate }) => isLate);
    paper.list([
      `${say('public.tileCommitments')} : ${say('public.ofTotal', { value: commitments.length, total: commitments.length + missing.length })}`,
      `${say('public.tileAchieved')} : ${commitments.filter(({ status }) => status === 'achieved').length}`,
      `${say('public.tileLate')} : ${late.length}`,
    ]);
    if (late.length > 0) {
      paper.heading(2, say('public.lateTitle', { count: late.length }));
      paper.list(late.map(({ title, statusReason }) => (statusReason === '' ? title : `${title} : ${statusReason}`)));
    }
    if (spending !== null) this.spending(paper, spending, say);
  }

  private spending(
    paper: ReportPaper,
    spending: SpendingSummary,
    say: (key: string, params?: Record<string, unknown>) => string,
  ): void {
    const euros = (amount: number): string =>
      new Intl.NumberFormat('fr', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 }).format(amount);
    paper.heading(2, say('points.title'));
    paper.paragraph(say('spending.split', { amount: euros(spending.euros) }));
    paper.list(
      spending.parts.map(
        ({ part, euros: amount, share }) =>
          `${say(`spending.parts.${part}`)} ${euros(amount)} (${Math.round(share * 100)} %)`,
      ),
    );
    paper.paragraph(say('spending.method'), true);
  }

  /** The latest value of each indicator. */
  private async figures(
    paper: ReportPaper,
    commitmentId: string,
    say: (key: string, params?: Record<string, unknown>) => string,
    day: (at: string) => string,
    locale: Locale,
  ): Promise<void> {
    const rows = await this.database.query<
      { name: string; unit: string; target: number | null; day: string; value: number }[]
    >(
      `SELECT DISTINCT ON (indicator.created_at, indicator.id) name, unit, target, day::text, value
       FROM indicator JOIN indicator_value ON indicator_value.indicator_id = indicator.id
       WHERE commitment_id = $1 ORDER BY indicator.created_at, indicator.id, day DESC`,
      [commitmentId],
    );
    if (rows.length === 0) return;
    const number = (value: number): string => new Intl.NumberFormat(locale).format(value);
    paper.heading(3, say('public.figures'));
    paper.list(
      rows.map((row) => {
        const target = row.target === null ? '' : `, ${say('figures.target', { value: number(row.target) })}`;
        return `${row.name} : ${number(row.value)} ${row.unit} (${day(row.day)}${target})`;
      }),
    );
  }
}
