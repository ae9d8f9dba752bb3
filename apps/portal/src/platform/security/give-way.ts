import { getPriority, setPriority } from 'node:os';

/** A third of everybody else's share: on a machine that is busy with other things the work is done all the same. */
const LESS = 5;

const LOWEST = 19;

/**
 * Has the calling thread leave the processor to others that want it. Only on Linux has a thread a priority of its own (`setpriority(2)`,
 * "C library/kernel differences").
 */
export function giveWay(set: (priority: number) => void = setPriority): void {
  if (process.platform !== 'linux') return;
  try {
    set(Math.min(LOWEST, getPriority() + LESS));
  } catch {
    // A sandbox may forbid the call: better no manners than no work.
  }
}
