import { toneOf, type Tone } from '@ronron/web-ui';
import type { CommitmentAtAGlance } from './overview.service.js';

/** One measure in the picture, in the units of its viewBox. */
export interface GlanceCell {
  readonly x: number;
  readonly y: number;
  readonly tone: Tone;
  /** What the tone says, by shape: colours alone tell some people nothing. */
  readonly mark: string;
  /** How much of the cell is full: actions done. */
  readonly fillY: number;
  readonly fillHeight: number;
}

export interface GlancePicture {
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly cells: readonly GlanceCell[];
  readonly legend: readonly {
    readonly status: string;
    readonly tone: Tone;
    readonly mark: string;
    readonly count: number;
  }[];
}

const SIZE = 56;
const GAP = 10;
const A_ROW = 10;

const MARKS: Readonly<Record<string, string>> = {
  announced: '·',
  started: '›',
  'under-way': '»',
  late: '!',
  achieved: '✓',
  abandoned: '×',
};

/** All commitments as squares that fill up, in the order of the page; late is late, whatever the status says. */
export function glancePicture(commitments: readonly CommitmentAtAGlance[]): GlancePicture {
  const statusOf = ({ isLate, status }: CommitmentAtAGlance): string => (isLate ? 'late' : status);
  const columns = Math.min(A_ROW, Math.max(1, commitments.length));
  const cells = commitments.map((one, index) => {
    const share = one.status === 'achieved' ? 1 : one.actions === 0 ? 0 : one.actionsDone / one.actions;
    const y = Math.floor(index / A_ROW) * (SIZE + GAP);
    const fillHeight = Math.round(share * SIZE);
    const status = statusOf(one);
    return {
      x: (index % A_ROW) * (SIZE + GAP),
      y,
      tone: toneOf(status),
      mark: MARKS[status]!,
      fillY: y + SIZE - fillHeight,
      fillHeight,
    };
  });
  return {
    width: columns * (SIZE + GAP) - GAP,
    height: Math.ceil(commitments.length / A_ROW) * (SIZE + GAP) - GAP,
    size: SIZE,
    cells,
    legend: Object.entries(MARKS)
      .map(([status, mark]) => ({
        status,
        mark,
        tone: toneOf(status),
        count: commitments.filter((one) => statusOf(one) === status).length,
      }))
      .filter(({ count }) => count > 0),
  };
}
