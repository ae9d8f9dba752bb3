import type { Commitment } from '../promises/commitment.entity.js';
import type { DeadlineSlip } from '../promises/deadline-slip.entity.js';
import type { CommitmentAtAGlance, CommuneOverview } from '../public/overview.service.js';
import type { SpendingSummary } from '../spending/spending-summary.js';
import type { ReportPaper } from './report-paper.js';
import type { ReportWords } from './report-words.js';

/** In points, of the 483 between the margins of A4. */
const COLUMNS = [129, 44, 66, 98, 50, 96] as const;

/** A commitment with all that the report tells of it. */
export interface Reported {
  readonly glance: CommitmentAtAGlance;
  readonly commitment: Commitment;
  /** Oldest first. */
  readonly slips: readonly DeadlineSlip[];
}

/** What a councillor wants to know first: which measures, where they stand, what is late and why, what it costs, who voted it. */
export function writeSummary(
  paper: ReportPaper,
  words: ReportWords,
  { missing, spending }: CommuneOverview,
  reported: readonly Reported[],
): void {
  const { say } = words;
  const glances = reported.map(({ glance }) => glance);
  const sum = (count: (one: CommitmentAtAGlance) => number): number =>
    glances.reduce((all, one) => all + count(one), 0);
  const late = reported.filter(({ glance }) => glance.isLate);
  const outOf = (value: number, total: number): string => say('public.ofTotal', { value, total });
  paper.paragraph(
    [
      `${say('public.tileCommitments')} : ${outOf(reported.length, reported.length + missing.length)}`,
      `${say('public.tileActions')} : ${outOf(
        sum(({ actionsDone }) => actionsDone),
        sum(({ actions }) => actions),
      )}`,
      `${say('public.tileAchieved')} : ${glances.filter(({ status }) => status === 'achieved').length}`,
      `${say('public.tileLate')} : ${late.length}`,
    ].join('  ·  '),
  );
  if (reported.length > 0) measures(paper, words, reported);
  if (missing.length > 0) {
    paper.paragraph(`${say('public.missing')} : ${missing.map(({ title }) => title).join(' ; ')}`, 'soft');
  }
  paper.heading(2, late.length === 0 ? say('council.noneLate') : say('public.lateTitle', { count: late.length }));
  for (const one of late) {
    paper.paragraph(one.glance.title, 'strong');
    paper.list(whyLate(words, one));
  }
  if (spending !== null) cost(paper, words, spending);
}

/** One slip of a deadline: from when to when, on which day it was decided, and why. */
export function slipLine({ say, day }: ReportWords, { at, fromDay, toDay, reason }: DeadlineSlip): string {
  const what =
    toDay === null
      ? say('public.slipDropped', { from: day(fromDay) })
      : say('public.slip', { from: day(fromDay), to: day(toDay) });
  return say('council.slip', { what, on: day(at), reason });
}

/** What the council itself decided, by which the commune can be held to account. */
export function voteLine(
  { say, day }: ReportWords,
  { voteReference, voteOn, voteResult, voteUrl }: Commitment,
): string {
  if (voteReference === '') return say('public.noVote');
  const vote = [voteReference, voteOn === null ? '' : day(voteOn), voteResult, voteUrl].filter(Boolean).join(', ');
  return `${say('fields.vote')} : ${vote}`;
}

function measures(paper: ReportPaper, { say, day }: ReportWords, reported: readonly Reported[]): void {
  paper.table(
    [
      say('fields.measure'),
      say('council.level'),
      say('council.state'),
      say('fields.deadline'),
      say('public.actions'),
      say('council.vote'),
    ],
    reported.map(({ glance, commitment, slips }) => [
      glance.title,
      say('public.ofTotal', { value: glance.level, total: 3 }),
      say(`status.${glance.status}`),
      [
        glance.deadline === null ? say('public.noDeadline') : day(glance.deadline),
        glance.overdue ? say('public.overdue') : '',
        slips.length === 0 ? '' : say('public.slips', { count: slips.length }),
      ]
        .filter((part) => part !== '')
        .join('\n'),
      say('public.ofTotal', { value: glance.actionsDone, total: glance.actions }),
      [commitment.voteReference, commitment.voteOn === null ? '' : day(commitment.voteOn)].filter(Boolean).join('\n'),
    ]),
    COLUMNS,
  );
}

function whyLate(words: ReportWords, { glance, slips }: Reported): string[] {
  const { say, day } = words;
  return [
    glance.statusReason,
    glance.overdue ? say('public.overdueSince', { deadline: day(glance.deadline!) }) : '',
    ...slips.map((slip) => slipLine(words, slip)),
  ].filter((part) => part !== '');
}

function cost(paper: ReportPaper, { say, euros }: ReportWords, spending: SpendingSummary): void {
  paper.heading(2, say('points.title'));
  paper.paragraph(say('spending.split', { amount: euros(spending.euros) }));
  paper.list(
    spending.parts.map(({ part, euros: amount, share }) => {
      const natures = spending.natures
        .filter((one) => one.part === part)
        .map((one) => `${say(`natures.${one.nature}`)} ${euros(one.euros)}`);
      const whole = `${say(`spending.parts.${part}`)} ${euros(amount)} (${Math.round(share * 100)} %)`;
      return natures.length > 1 ? `${whole}, ${say('council.of', { natures: natures.join(', ') })}` : whole;
    }),
  );
  paper.paragraph(say('spending.method'), 'soft');
}
