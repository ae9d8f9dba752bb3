import { markdownText } from '@ronron/web-ui';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../platform/i18n/locales.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { Moves } from '../open-data/feeds/moves.service.js';
import { Commitment } from '../promises/commitment.entity.js';
import { DeadlineSlip } from '../promises/deadline-slip.entity.js';
import { CommuneOverviews, type CommuneOverview } from '../public/overview.service.js';
import { ReportPaper } from './report-paper.js';
import { slipLine, voteLine, writeSummary, type Reported } from './report-summary.js';
import { reportWords, type ReportWords } from './report-words.js';

const NEWS_OF_EACH = 5;

/** What a municipal council gets on paper: one page with the whole, then every commitment with what is late and why, and what it costs. */
@Injectable()
export class CouncilReports {
  constructor(
    private readonly database: DataSource,
    private readonly overviews: CommuneOverviews,
    private readonly moves: Moves,
    private readonly translations: Translations,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  /** Null when there is no such commune. */
  async pdf(slug: string, locale: Locale): Promise<Buffer | null> {
    const overview = await this.overviews.of(slug, locale);
    if (overview === null) return null;
    const words = reportWords(this.translations, locale);
    const { say } = words;
    const { commune, commitments } = overview;
    const at = new Date(Math.max(0, ...commitments.map(({ lastMoveAt }) => lastMoveAt.getTime())));
    const date = words.day(at);
    const title = say('public.communeTitle', { commune: commune.name });
    const paper = new ReportPaper(title, commune.name, locale, at);
    paper.heading(1, title);
    const address = this.settings.publicUrl + withLocale(locale, `/engagements/${commune.slug}`);
    paper.paragraph(`${say('council.lead', { date })} ${address}`, 'soft');
    const reported = await this.reported(overview);
    writeSummary(paper, words, overview, reported);
    if (reported.length > 0) paper.newPage();
    for (const one of reported) await this.commitment(paper, words, one);
    return paper.finish((page, pages) => say('council.footer', { commune: commune.name, date, page, pages }));
  }

  private async reported({ commitments }: CommuneOverview): Promise<Reported[]> {
    const ids = commitments.map(({ id }) => id);
    const rows = await this.database.getRepository(Commitment).findBy({ id: In(ids) });
    const slips = await this.database
      .getRepository(DeadlineSlip)
      .find({ where: { commitmentId: In(ids) }, order: { at: 'ASC', id: 'ASC' } });
    return commitments.map((glance) => ({
      glance,
      commitment: rows.find(({ id }) => id === glance.id)!,
      slips: slips.filter(({ commitmentId }) => commitmentId === glance.id),
    }));
  }

  private async commitment(
    paper: ReportPaper,
    words: ReportWords,
    { glance, commitment, slips }: Reported,
  ): Promise<void> {
    const { say, day } = words;
    paper.heading(2, glance.title);
    const deadline =
      glance.deadline === null ? say('public.noDeadline') : say('public.until', { deadline: day(glance.deadline) });
    paper.paragraph(
      `${say(`status.${glance.status}`)} · ${say('public.level', { level: glance.level })} · ${deadline}`,
    );
    if (glance.overdue) paper.paragraph(say('public.overdueSince', { deadline: day(glance.deadline!) }));
    if (glance.statusReason !== '') paper.paragraph(`${say(`statusReason.${glance.status}`)} : ${glance.statusReason}`);
    if (glance.staleMonths !== null) paper.paragraph(say('public.staleText', { count: glance.staleMonths }));
    paper.paragraph(markdownText(commitment.words));
    paper.paragraph(
      [
        `${say('fields.accountable')} : ${[glance.accountableName, commitment.accountableRole].filter(Boolean).join(', ')}`,
        commitment.department === '' ? '' : `${say('fields.department')} : ${commitment.department}`,
        voteLine(words, commitment),
        `${say('public.actionsDone')} : ${say('public.ofTotal', { value: glance.actionsDone, total: glance.actions })}`,
      ]
        .filter((line) => line !== '')
        .join('\n'),
      'soft',
    );
    if (slips.length > 0) {
      paper.heading(3, say('council.slips', { count: slips.length }));
      paper.list(slips.map((slip) => slipLine(words, slip)));
    }
    await this.figures(paper, words, glance.id);
    await this.news(paper, words, glance.id);
  }

  /** The latest value of each indicator. */
  private async figures(paper: ReportPaper, { say, day, number }: ReportWords, commitmentId: string): Promise<void> {
    const rows = await this.database.query<
      { name: string; unit: string; target: number | null; day: string; value: number }[]
    >(
      `SELECT DISTINCT ON (indicator.created_at, indicator.id) name, unit, target, day::text, value
       FROM indicator JOIN indicator_value ON indicator_value.indicator_id = indicator.id
       WHERE commitment_id = $1 ORDER BY indicator.created_at, indicator.id, day DESC`,
      [commitmentId],
    );
    if (rows.length === 0) return;
    paper.heading(3, say('public.figures'));
    paper.list(
      rows.map((row) => {
        const target = row.target === null ? '' : `, ${say('figures.target', { value: number(row.target) })}`;
        return `${row.name} : ${number(row.value)} ${row.unit} (${day(row.day)}${target})`;
      }),
    );
  }

  private async news(paper: ReportPaper, { say, day }: ReportWords, commitmentId: string): Promise<void> {
    const updates = (await this.moves.latest([commitmentId])).filter(({ kind }) => kind === 'update');
    if (updates.length === 0) return;
    paper.heading(3, say('public.news'));
    paper.list(
      updates.slice(0, NEWS_OF_EACH).map(({ at, title, proofs }) => {
        const proof = proofs === 0 ? say('public.noProof') : say('public.proofs', { count: proofs });
        return `${day(at)} : ${title} (${proof})`;
      }),
    );
  }
}
