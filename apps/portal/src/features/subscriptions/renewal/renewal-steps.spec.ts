import { DAY } from '@ronron/kernel';
import { nextStep, renewed, suspensionDate, type RenewalState } from './renewal-steps.js';

const START = new Date('2040-01-01T08:00:00Z');
const GRACE = 30;
const after = (days: number): Date => new Date(START.getTime() + days * DAY);

/** The days on which something is told, when the portal looks on these days. */
function told(days: readonly number[], due = 365): [number, string][] {
  let state: RenewalState = { dueAt: after(due), stage: 'quiet', stageAt: null };
  return days.flatMap((day) => {
    const step = nextStep(state, after(day), GRACE);
    if (step === null) return [];
    state = { ...state, stage: step, stageAt: after(day) };
    return [[day, step]];
  });
}

const everyDay = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, day) => from + day);

describe('the steps of a renewal', () => {
  it('come 30 and 7 days before the date, on it, and after the days of grace', () => {
    expect(told(everyDay(0, 800))).toEqual([
      [335, 'announced'],
      [358, 'reminded'],
      [365, 'due'],
      [395, 'suspended'],
    ]);
  });

  it('are all taken, a week apart at least, when the portal was down over the date', () => {
    expect(told([...everyDay(0, 300), ...everyDay(500, 800)])).toEqual([
      [500, 'announced'],
      [507, 'reminded'],
      [514, 'due'],
      [544, 'suspended'],
    ]);
  });

  it('are one a day at most, however often the portal looks', () => {
    expect(told([400, 400, 400, 400])).toEqual([[400, 'announced']]);
  });

  it('begin anew with a fresh year', () => {
    const state = renewed(after(350));
    expect(nextStep(state, after(350 + 334), GRACE)).toBeNull();
    expect(nextStep(state, after(350 + 335), GRACE)).toBe('announced');
  });

  it.each(['quiet', 'announced', 'reminded', 'due'] as const)(
    'tell no suspension earlier than it can come: %s',
    (stage) => {
      for (const look of [335, 365, 500]) {
        let state: RenewalState = { dueAt: after(365), stage, stageAt: stage === 'quiet' ? null : after(look) };
        const promised = suspensionDate(state, after(look), GRACE);
        for (const day of everyDay(look, 900)) {
          const step = nextStep(state, after(day), GRACE);
          if (step !== null) state = { ...state, stage: step, stageAt: after(day) };
          if (step === 'suspended') expect(after(day).getTime()).toBeGreaterThanOrEqual(promised.getTime());
        }
        expect(state.stage).toBe('suspended');
      }
    },
  );
});
