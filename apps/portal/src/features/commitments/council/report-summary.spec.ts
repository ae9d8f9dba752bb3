import type { Commitment } from '../promises/commitment.entity.js';
import type { DeadlineSlip } from '../promises/deadline-slip.entity.js';
import type { CommuneOverview } from '../public/overview.service.js';
import { summariseSpending } from '../spending/spending-summary.js';
import type { ReportPaper } from './report-paper.js';
import { writeSummary, type Reported } from './report-summary.js';
import type { ReportWords } from './report-words.js';

/** Keeps what is written on it, in order. */
class Sheet {
  readonly lines: string[] = [];
  heading = (_level: number, text: string): void => void this.lines.push(text);
  paragraph = (text: string): void => void this.lines.push(text);
  list = (lines: readonly string[]): void => void this.lines.push(...lines);
  table = (head: readonly string[], rows: readonly (readonly string[])[]): void =>
    void this.lines.push(...[head, ...rows].map((row) => row.join(' | ')));
}

/** The key and what it is told, so that the test does not hang on wordings. */
const words: ReportWords = {
  say: (key, params = {}) => [key, ...Object.values(params)].join(' '),
  day: (at) => new Date(at).toISOString().slice(0, 10),
  euros: (amount) => `${amount} €`,
  number: String,
};

function reported(title: string, glance: Partial<Reported['glance']>, slips: readonly object[] = []): Reported {
  const whole = { title, level: 2, status: 'started', statusReason: '', deadline: null, overdue: false, isLate: false };
  const vote = { voteReference: 'D-7', voteOn: '2040-01-15', voteResult: '', voteUrl: '' };
  return {
    glance: { ...whole, actions: 4, actionsDone: 1, ...glance } as Reported['glance'],
    commitment: vote as Commitment,
    slips: slips as DeadlineSlip[],
  };
}

function sheetOf(all: readonly Reported[], overview: Partial<CommuneOverview> = {}): string[] {
  const sheet = new Sheet();
  const whole = { missing: [], spending: null, ...overview } as unknown as CommuneOverview;
  writeSummary(sheet as unknown as ReportPaper, words, whole, all);
  return sheet.lines;
}

describe('the first page of the report for the council', () => {
  it('says of what is late why, and of each slip from when to when, on which day and for which reason', () => {
    const slips = [
      { at: new Date('2040-03-01'), fromDay: '2040-06-30', toDay: '2041-06-30', reason: 'No answer to the tender.' },
      { at: new Date('2041-03-01'), fromDay: '2041-06-30', toDay: null, reason: 'The tender is split.' },
    ];
    const late = { status: 'late', isLate: true, statusReason: 'Nobody answered.', deadline: '2041-06-30' } as const;
    const lines = sheetOf([reported('Schools', late, slips), reported('Training', {})]);
    const from = lines.indexOf('public.lateTitle 1');
    expect(lines.slice(from + 1)).toEqual([
      'Schools',
      'Nobody answered.',
      'council.slip public.slip 2040-06-30 2041-06-30 2040-03-01 No answer to the tender.',
      'council.slip public.slipDropped 2041-06-30 2041-03-01 The tender is split.',
    ]);
  });

  it('calls late what passed its deadline, even when nobody wrote why', () => {
    const lines = sheetOf([reported('Schools', { isLate: true, overdue: true, deadline: '2040-06-30' })]);
    expect(lines.slice(-2)).toEqual(['Schools', 'public.overdueSince 2040-06-30']);
    expect(sheetOf([reported('Schools', {})]).at(-1)).toBe('council.noneLate');
  });

  it('gives each measure a row with level, status, deadline, actions and vote, and names those without', () => {
    const lines = sheetOf([reported('Schools', { deadline: '2042-01-01' })], {
      missing: [{ key: 'training-first', title: 'Training', summary: '' }],
    });
    expect(lines).toContain(
      'Schools | public.ofTotal 2 3 | status.started | 2042-01-01 | public.ofTotal 1 4 | D-7\n2040-01-15',
    );
    expect(lines).toContain('public.missing : Training');
  });

  it('tells what is spent by nature below what stays of it', () => {
    const spending = summariseSpending([
      { nature: 'training', amountCents: 30_000, partners: [] },
      { nature: 'hosting', amountCents: 50_000, partners: [] },
      { nature: 'licences-kept', amountCents: 20_000, partners: [] },
    ]);
    const lines = sheetOf([reported('Schools', {})], { spending });
    expect(lines).toContain(
      'spending.parts.common 800 € (80 %), council.of natures.training 300 €, natures.hosting 500 €',
    );
    expect(lines).toContain('spending.parts.rented 200 € (20 %)');
  });
});
