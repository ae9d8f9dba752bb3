import type { SpendingPartner } from './spending-partners.js';
import { partOf, spendingNatures, type SpendingNature, type SpendingPart } from './spending-nature.js';

interface Line {
  readonly nature: SpendingNature;
  readonly amountCents: number;
  readonly partners: readonly SpendingPartner[];
}

export interface SpendingShare {
  readonly part: SpendingPart;
  readonly euros: number;
  /** 0 to 1. */
  readonly share: number;
  /** Where its piece of the bar begins and how long it is, of 1000. */
  readonly x: number;
  readonly width: number;
}

export interface SpendingSummary {
  readonly euros: number;
  readonly parts: readonly SpendingShare[];
  /** Those that cost something, in the order of their list. */
  readonly natures: readonly { readonly nature: SpendingNature; readonly part: SpendingPart; readonly euros: number }[];
  readonly trainingEuros: number;
  readonly trainingShare: number;
  readonly sharedEuros: number;
}

const BAR = 1000;

/** What stays as a common good against what is rented; licences that were ended are counted as rent, for the year they still cost. */
export function summariseSpending(lines: readonly Line[]): SpendingSummary | null {
  const sum = (some: readonly Line[]): number => some.reduce((total, line) => total + line.amountCents, 0);
  const total = sum(lines);
  if (total === 0) return null;
  let x = 0;
  const parts = (['common', 'things', 'rented'] as const)
    .map((part) => ({ part, cents: sum(lines.filter(({ nature }) => partOf(nature) === part)) }))
    .filter(({ cents }) => cents > 0)
    .map(({ part, cents }) => {
      const share = cents / total;
      const piece = { part, euros: cents / 100, share, x, width: Math.round(share * BAR) };
      x += piece.width;
      return piece;
    });
  const training = sum(lines.filter(({ nature }) => nature === 'training'));
  return {
    euros: total / 100,
    parts,
    natures: spendingNatures
      .map((nature) => ({
        nature,
        part: partOf(nature),
        euros: sum(lines.filter((line) => line.nature === nature)) / 100,
      }))
      .filter(({ euros }) => euros > 0),
    trainingEuros: training / 100,
    trainingShare: training / total,
    sharedEuros: sum(lines.filter(({ partners }) => partners.length > 0)) / 100,
  };
}
