import { In, type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { byParent } from '../format/by-parent.js';
import { kinds, type ArchiveRecord, type RecordKind } from '../format/record-kinds.js';

/** What a record is written from: values of the database, by the names of its columns in the archive. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows that belong to others, in the order of their ids. */
export async function parts<Part extends ObjectLiteral & { id: string }>(
  manager: EntityManager,
  entity: EntityTarget<Part>,
  parent: keyof Part & string,
  ids: readonly string[],
): Promise<Part[]> {
  if (ids.length === 0) return [];
  return manager.find(entity, { where: { [parent]: In([...ids]) } as never, order: { id: 'ASC' } as never });
}

/** Records of one kind. `parent`: the column that names what they belong to. */
export function group(kind: RecordKind, rows: readonly object[], parent = 'commitmentId'): ArchiveRecord[] {
  return rows.map((row) => record(kind, String((row as Row)[parent]), row as Row));
}

export function record(kind: RecordKind, parent: string, row: Row): ArchiveRecord {
  const cells = Object.entries(kinds[kind].fields).map(([name, field]) => [name, field.write(row[name])]);
  return { kind, id: String(row['id']), parent, cells: Object.fromEntries(cells) as Record<string, string> };
}

export function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

/** Each record followed by its parts. */
export function inTree(records: readonly ArchiveRecord[]): ArchiveRecord[] {
  const children = byParent(records);
  const below = (parent: string): ArchiveRecord[] =>
    (children.get(parent) ?? []).flatMap((one) => [one, ...below(one.id)]);
  return below('');
}
