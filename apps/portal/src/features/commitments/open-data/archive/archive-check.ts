import { detectMediaType } from '../../../../platform/files/media-type.js';
import { needsReason, type CommitmentStatus } from '../../commitment-status.js';
import type { TableProblem } from '../../tables/csv-table.js';
import type { ReadRecord } from './archive-format.js';
import { id as idField } from './fields.js';
import { kinds, type RecordKind } from './record-kinds.js';

/** A record whose cells were read: what the database gets. */
export interface CheckedRecord {
  readonly row: number;
  readonly kind: RecordKind;
  readonly id: string;
  readonly parent: string;
  readonly values: Readonly<Record<string, unknown>>;
}

type Values = Readonly<Record<string, unknown>>;

/** Everything that can be found wrong in an archive without the database, by row and column. */
export function checkRecords(
  records: readonly ReadRecord[],
  inseeCode: string,
): { checked: CheckedRecord[]; problems: TableProblem[] } {
  const problems: TableProblem[] = [];
  const checked: CheckedRecord[] = [];
  const seen = new Map<string, ReadRecord>();
  const once = new Set<string>();
  const say = (row: number, column: string, name: string): void => {
    problems.push({ row, column, key: `commitments:archive.wrong.${name}` });
  };
  for (const record of records) {
    const { row, kind, id, parent, cells } = record;
    if ('wrong' in idField().read(id)) say(row, 'id', 'id');
    if (seen.has(id)) say(row, 'id', 'twice');
    seen.set(id, record);
    const above = kinds[kind].parent;
    // Whoever writes an archive writes a thing before its parts; so does the export.
    if (above === null ? parent !== '' : seen.get(parent)?.kind !== above) say(row, 'parent', 'parent');
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(kinds[kind].fields)) {
      const read = field.read(cells[name] ?? '');
      if ('wrong' in read) problems.push({ row, column: name, key: read.wrong });
      else values[name] = read.value;
    }
    for (const [column, name] of rules(kind, values, inseeCode)) say(row, column, name);
    const unique = uniqueKey(kind, parent, values);
    if (unique !== null && once.has(unique.key)) say(row, unique.column, 'twice');
    if (unique !== null) once.add(unique.key);
    const action = values['action'];
    if (kind === 'spending' && typeof action === 'string') {
      const paid = seen.get(action);
      if (paid?.kind !== 'action' || paid.parent !== parent) say(row, 'action', 'parent');
    }
    checked.push({ row, kind, id, parent, values });
  }
  return { checked, problems };
}

/** What must hold between the columns of one record: `[column, what]` for each that does not. */
function rules(kind: RecordKind, values: Values, inseeCode: string): [string, string][] {
  switch (kind) {
    case 'commitment': {
      const status = values['status'] as CommitmentStatus | undefined;
      return [
        ...(values['commune'] === inseeCode ? [] : ([['commune', 'commune']] as [string, string][])),
        ...(status !== undefined && needsReason(status) && values['statusReason'] === ''
          ? ([['statusReason', 'needed']] as [string, string][])
          : []),
      ];
    }
    case 'course':
      return (values['move'] === 'status.changed') === (values['status'] !== '') ? [] : [['status', 'choice']];
    case 'action':
      return (values['state'] === 'done') === (values['doneOn'] !== null) ? [] : [['doneOn', 'done']];
    case 'update':
      return (values['updateState'] === 'published') === (values['publishedAt'] !== null)
        ? []
        : [['publishedAt', 'published']];
    case 'evidence': {
      const bytes = values['fileContent'];
      if ((values['url'] === null) === (bytes === null)) return [['url', 'oneSource']];
      if ((bytes === null) !== (values['fileName'] === null)) return [['fileName', 'needed']];
      return Buffer.isBuffer(bytes) && detectMediaType(bytes) === null ? [['fileContent', 'content']] : [];
    }
    case 'spending':
      return values['savingCents'] !== null && values['savingMethod'] === '' ? [['savingMethod', 'needed']] : [];
    default:
      return [];
  }
}

/** What may be there only once: a measure, an indicator's day, a figure of the portal. */
function uniqueKey(kind: RecordKind, parent: string, values: Values): { column: string; key: string } | null {
  if (kind === 'commitment') return { column: 'measure', key: `measure ${String(values['measure'])}` };
  if (kind === 'value') return { column: 'day', key: `day ${parent} ${String(values['day'])}` };
  if (kind === 'indicator' && values['liveSource'] !== null) {
    return { column: 'liveSource', key: `live ${parent} ${String(values['liveSource'])}` };
  }
  return null;
}
