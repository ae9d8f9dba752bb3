/** Where a commitment stands, apart from how much of it is done. */
export const commitmentStatuses = ['announced', 'started', 'under-way', 'late', 'achieved', 'abandoned'] as const;
export type CommitmentStatus = (typeof commitmentStatuses)[number];

/** Saying "late" or "abandoned" without saying why would be no information at all. */
export function needsReason(status: CommitmentStatus): boolean {
  return status === 'late' || status === 'abandoned';
}

/** Over, one way or the other: no deadline to miss, no news to expect. */
export function isOver(status: CommitmentStatus): boolean {
  return status === 'achieved' || status === 'abandoned';
}
