import { DAY } from '@ronron/kernel';

/**
 * What people were last told: nothing yet, that the question comes, that it comes soon, that it is due, and that the access is suspended
 * since nobody answered (the countdown of the closure runs from then on).
 */
export const renewalStages = ['quiet', 'announced', 'reminded', 'due', 'suspended'] as const;
export type RenewalStage = (typeof renewalStages)[number];

export interface RenewalState {
  readonly dueAt: Date;
  readonly stage: RenewalStage;
  /** Null while nothing was told. */
  readonly stageAt: Date | null;
}

/** How long a confirmation holds. */
export const CONFIRMED_FOR = 365 * DAY;

/** The first notice comes so long before the date. */
export const ANNOUNCED_BEFORE = 30 * DAY;
const REMINDED_BEFORE = 7 * DAY;

/** Between two notices at least, whatever the date: a portal that was down skips none and hurries nobody. */
const NOTICE = 7 * DAY;

/**
 * What to tell now, or null. One step at a time, each a while after the notice before it.
 * @param graceDays from the notice that it is due until the suspension
 */
export function nextStep(
  { dueAt, stage, stageAt }: RenewalState,
  now: Date,
  graceDays: number,
): Exclude<RenewalStage, 'quiet'> | null {
  const toDate = dueAt.getTime() - now.getTime();
  const sinceNotice = stageAt === null ? Infinity : now.getTime() - stageAt.getTime();
  if (stage === 'quiet') return toDate <= ANNOUNCED_BEFORE ? 'announced' : null;
  if (stage === 'announced') return toDate <= REMINDED_BEFORE && sinceNotice >= NOTICE ? 'reminded' : null;
  if (stage === 'reminded') return toDate <= 0 && sinceNotice >= NOTICE ? 'due' : null;
  if (stage === 'due') return sinceNotice >= graceDays * DAY ? 'suspended' : null;
  return null;
}

/** When the access is suspended at the earliest, if nobody answers: what notices tell. */
export function suspensionDate({ dueAt, stage, stageAt }: RenewalState, now: Date, graceDays: number): Date {
  const due = { quiet: 2 * NOTICE, announced: 2 * NOTICE, reminded: NOTICE, due: 0, suspended: 0 }[stage];
  const earliest = (stageAt ?? now).getTime() + due;
  return new Date(Math.max(earliest, stage === 'due' ? 0 : dueAt.getTime()) + graceDays * DAY);
}

/** A fresh year. */
export function renewed(now: Date): { dueAt: Date; stage: 'quiet'; stageAt: null; extensionReason: '' } {
  return { dueAt: new Date(now.getTime() + CONFIRMED_FOR), stage: 'quiet', stageAt: null, extensionReason: '' };
}
