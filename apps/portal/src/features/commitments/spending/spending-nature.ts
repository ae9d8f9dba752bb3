export const spendingNatures = [
  'integration',
  'development',
  'training',
  'administration',
  'hosting',
  'hardware',
  'licences-kept',
  'licences-ended',
] as const;
export type SpendingNature = (typeof spendingNatures)[number];

/**
 * What the money left behind: `common` stays (know-how, free software, a system that runs), `things` is hardware,
 * `rented` stops working when one stops paying. Hosting by a local structure on free software is kept running, not rented.
 */
export type SpendingPart = 'common' | 'things' | 'rented';

export function partOf(nature: SpendingNature): SpendingPart {
  if (nature === 'licences-kept' || nature === 'licences-ended') return 'rented';
  return nature === 'hardware' ? 'things' : 'common';
}
