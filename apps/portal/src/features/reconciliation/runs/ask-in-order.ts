import type { FailureReason, Outcome } from '@ronron/connectors';

/** Failures that tell of the service, not of one thing in it: the next question would only fail too. */
const OF_THE_SERVICE: ReadonlySet<FailureReason> = new Set(['unreachable', 'timeout', 'tls', 'unauthorised']);

export function isOfTheService(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'failed' && OF_THE_SERVICE.has(outcome.reason);
}

/**
 * Asks about each item, `width` at a time, and begins no new question once one failed for the whole service. The answers stand in
 * the order of the items, and end before the first that failed so: what is there can be kept, whatever comes next.
 */
export async function askInOrder<Item, Value>(
  items: readonly Item[],
  width: number,
  ask: (item: Item) => Promise<Outcome<Value>>,
): Promise<{ readonly answers: Outcome<Value>[]; readonly failure: Outcome<Value> | null }> {
  const outcomes: (Outcome<Value> | undefined)[] = items.map(() => undefined);
  let next = 0;
  let broken = false;
  const askOn = async (): Promise<void> => {
    while (!broken && next < items.length) {
      const at = next;
      next += 1;
      const outcome = await ask(items[at]!);
      outcomes[at] = outcome;
      broken ||= isOfTheService(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, askOn));
  const end = outcomes.findIndex((outcome) => outcome === undefined || isOfTheService(outcome));
  const answers = (end === -1 ? outcomes : outcomes.slice(0, end)) as Outcome<Value>[];
  const failure = broken
    ? (outcomes.find((outcome) => outcome !== undefined && isOfTheService(outcome)) ?? null)
    : null;
  return { answers, failure };
}

const WIDEST = 8;
/** Milliseconds of answering that a service gets all at once. */
const AT_ONCE = 400;

/** How many questions a service is asked at a time, after how long it took to answer: a slow one is left to breathe. */
export function widthFor(averageLatencyMs: number): number {
  return Math.max(1, Math.min(WIDEST, Math.floor(AT_ONCE / Math.max(averageLatencyMs, 1))));
}
