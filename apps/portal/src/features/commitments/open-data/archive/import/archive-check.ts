import type { TableProblem } from '../../../tables/csv-table.js';
import type { ReadRecord } from '../format/archive-format.js';
import { rulesAmong } from './archive-references.js';
import { rulesOf, uniqueKey } from './archive-rules.js';
import { id as idField } from '../format/fields.js';
import { kinds, type RecordKind } from '../format/record-kinds.js';

/** A record whose cells were read: what the database gets. */
export interface CheckedRecord {
  readonly row: number;
  readonly kind: RecordKind;
  readonly id: string;
  readonly parent: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Where something is wrong in an archive, and the last part of its locale key. */
export interface Wrong {
  readonly row: number;
  readonly column: string;
  readonly name: string;
}

/** Everything that can be found wrong in an archive without the database, by row and column. */
export function checkRecords(
  records: readonly ReadRecord[],
  inseeCode: string,
): { checked: CheckedRecord[]; problems: TableProblem[] } {
  const problems: TableProblem[] = [];
  const checked: CheckedRecord[] = [];
  const seen = new Map<string, ReadRecord>();
  const once = new Set<string>();
  const say = ({ row, column, name }: Wrong): void => {
    problems.push({ row, column, key: `commitments:archive.wrong.${name}` });
  };
  for (const record of records) {
    const { row, kind, id, parent, cells } = record;
    if ('wrong' in idField().read(id)) say({ row, column: 'id', name: 'id' });
    if (seen.has(id)) say({ row, column: 'id', name: 'twice' });
    seen.set(id, record);
    const above = kinds[kind].parent;
    // Whoever writes an archive writes a thing before its parts; so does the export.
    if (above === null ? parent !== '' : seen.get(parent)?.kind !== above) {
      say({ row, column: 'parent', name: 'parent' });
    }
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(kinds[kind].fields)) {
      const read = field.read(cells[name] ?? '');
      if ('wrong' in read) problems.push({ row, column: name, key: read.wrong });
      else values[name] = read.value;
    }
    for (const [column, name] of rulesOf(kind, values, inseeCode)) say({ row, column, name });
    const unique = uniqueKey(kind, parent, values);
    if (unique !== null && once.has(unique.key)) say({ row, column: unique.column, name: 'twice' });
    if (unique !== null) once.add(unique.key);
    checked.push({ row, kind, id, parent, values });
  }
  for (const wrong of rulesAmong(checked)) say(wrong);
  return { checked, problems: problems.sort((one, other) => one.row - other.row) };
}
