import type { CheckedRecord, Wrong } from './archive-check.js';
import { byParent } from '../format/by-parent.js';

type Broken = (false | Omit<Wrong, 'row'>)[];

/** Everything that an archive holds, to look up what a record names and what belongs to it. */
interface Whole {
  readonly byId: ReadonlyMap<string, CheckedRecord>;
  readonly parts: ReadonlyMap<string, readonly CheckedRecord[]>;
}

/** What does not hold between records: what one names must be there, and what is said of parts must agree with them. */
export function rulesAmong(records: readonly CheckedRecord[]): Wrong[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const parts = byParent(records);
  return records.flatMap((record) =>
    broken(record, { byId, parts })
      .filter((one) => one !== false)
      .map((one) => ({ row: record.row, ...one })),
  );
}

function broken(record: CheckedRecord, whole: Whole): Broken {
  const { kind, id, parent, values } = record;
  switch (kind) {
    case 'spending':
      return [namesWrong(whole, values['action'], 'action', parent) && { column: 'action', name: 'parent' }];
    case 'question':
      return [!mergesWell(record, whole) && { column: 'mergedInto', name: 'merged' }];
    case 'answer': {
      const question = whole.byId.get(parent)?.values;
      return [question?.['questionState'] !== 'published' && { column: 'parent', name: 'gone' }];
    }
    case 'gathering': {
      const takesPlace = whole.parts
        .get(id)
        ?.some((one) => one.kind === 'session' && one.values['cancelledAt'] === null);
      return [!takesPlace && { column: 'id', name: 'sessions' }];
    }
    case 'proposal':
      return [values['hiddenAt'] === null && stateOf(id, whole) !== values['proposalState'] && STATE];
    case 'reply': {
      const { commitment, action } = values;
      return [
        whole.byId.get(parent)?.values['hiddenAt'] instanceof Date && { column: 'parent', name: 'gone' },
        namesWrong(whole, commitment, 'commitment', '') && { column: 'commitment', name: 'parent' },
        typeof commitment === 'string' &&
          namesWrong(whole, action, 'action', commitment) && { column: 'action', name: 'parent' },
      ];
    }
    default:
      return [];
  }
}

const STATE = { column: 'proposalState', name: 'state' };

/** Nothing named is not wrong. */
function namesWrong({ byId }: Whole, named: unknown, kind: CheckedRecord['kind'], parent: string): boolean {
  if (typeof named !== 'string') return false;
  const found = byId.get(named);
  return found?.kind !== kind || found.parent !== parent;
}

/** Into a question of the same commitment that was not merged itself. */
function mergesWell({ parent, values }: CheckedRecord, { byId }: Whole): boolean {
  const into = values['mergedInto'];
  if (typeof into !== 'string') return true;
  const found = byId.get(into);
  return found?.kind === 'question' && found.parent === parent && found.values['questionState'] !== 'merged';
}

/** What the newest reply decided. */
function stateOf(proposal: string, { parts }: Whole): unknown {
  const replies = parts.get(proposal)?.filter(({ kind }) => kind === 'reply') ?? [];
  const when = ({ values, id }: CheckedRecord): string =>
    `${values['at'] instanceof Date ? values['at'].toISOString() : ''} ${id}`;
  const newest = replies.reduce<CheckedRecord | null>(
    (one, other) => (one !== null && when(one) > when(other) ? one : other),
    null,
  );
  return newest?.values['decision'] ?? 'waiting';
}
