import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { fail, ok, type Result } from '@ronron/kernel';
import { hidden, revealed, type TableProblem } from '../../../tables/csv-table.js';
import { allFields, kinds, recordKinds, type ArchiveRecord, type RecordKind } from './record-kinds.js';

const HEADINGS = ['record', 'id', 'parent', ...allFields];

/** A record as it was read, with where it stands: the row of a table, or its number in JSON. */
export interface ReadRecord extends ArchiveRecord {
  readonly row: number;
}

/** All records as one table. The same records always give the same bytes. */
export function writeCsv(records: readonly ArchiveRecord[]): string {
  return tableOf([HEADINGS]) + tableOf(records.map(rowOf));
}

/** The same bytes, never more in memory than a stretch of records at a time. */
export async function* csvPieces(stretches: AsyncIterable<readonly ArchiveRecord[]>): AsyncGenerator<string> {
  yield tableOf([HEADINGS]);
  for await (const records of stretches) yield tableOf(records.map(rowOf));
}

function rowOf({ kind, id, parent, cells }: ArchiveRecord): string[] {
  const own = allFields.map((name) => {
    const cell = cells[name] ?? '';
    return kinds[kind].fields[name]?.isText ? hidden(cell) : cell;
  });
  return [kind, id, parent, ...own];
}

function tableOf(rows: readonly (readonly string[])[]): string {
  return stringify([...rows], { record_delimiter: '\r\n', quoted_match: /^\ufeff|^\s|\s$|\r|\n/ });
}

export function readCsv(text: string): Result<ReadRecord[], TableProblem[]> {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, relax_column_count: true, record_delimiter: '\r\n' });
  } catch (error) {
    const { lines = 1 } = error as { lines?: number };
    return fail([{ row: lines, column: '', key: 'commitments:tables.unreadable' }]);
  }
  const headings = rows[0] ?? [];
  const missing = ['record', 'id', 'parent'].filter((name) => !headings.includes(name));
  const unknown = headings.filter((name) => !HEADINGS.includes(name));
  if (missing.length + unknown.length > 0) {
    return fail([
      ...missing.map((column) => ({ row: 1, column, key: 'commitments:tables.missingColumn' })),
      ...unknown.map((column) => ({ row: 1, column, key: 'commitments:tables.unknownColumn' })),
    ]);
  }
  const problems: TableProblem[] = [];
  const records = rows.slice(1).flatMap((cells, index): ReadRecord[] => {
    const row = index + 2;
    if (cells.length !== headings.length) problems.push({ row, column: '', key: 'commitments:tables.ragged' });
    const found = Object.fromEntries(headings.map((name, place) => [name, cells[place] ?? '']));
    const kind = kindOf(found['record']);
    if (kind === null) {
      problems.push({ row, column: 'record', key: 'commitments:archive.wrong.record' });
      return [];
    }
    const own = Object.entries(kinds[kind].fields).map(([name, { isText }]) => {
      const cell = found[name] ?? '';
      return [name, isText ? revealed(cell) : cell];
    });
    return [
      {
        row,
        kind,
        id: found['id']!,
        parent: found['parent']!,
        cells: Object.fromEntries(own) as Record<string, string>,
      },
    ];
  });
  return problems.length > 0 ? fail(problems) : ok(records);
}

export const ARCHIVE_FORMAT = 'ronron-engagements';

/** 1 knew commitments alone; it is read as well. */
export const ARCHIVE_VERSION = 2;

const JSON_BEGINS = `{"format":"${ARCHIVE_FORMAT}","version":${ARCHIVE_VERSION},"records":[\n`;
const JSON_ENDS = '\n]}\n';

/** All records as JSON, one a line. The same records always give the same bytes. */
export function writeJson(records: readonly ArchiveRecord[]): string {
  return JSON_BEGINS + records.map(lineOf).join(',\n') + JSON_ENDS;
}

/** The same bytes, never more in memory than a stretch of records at a time. */
export async function* jsonPieces(stretches: AsyncIterable<readonly ArchiveRecord[]>): AsyncGenerator<string> {
  let before = JSON_BEGINS;
  for await (const records of stretches) {
    if (records.length === 0) continue;
    yield before + records.map(lineOf).join(',\n');
    before = ',\n';
  }
  yield before === JSON_BEGINS ? JSON_BEGINS + JSON_ENDS : JSON_ENDS;
}

function lineOf({ kind, id, parent, cells }: ArchiveRecord): string {
  const own = Object.entries(kinds[kind].fields).map(([name, field]) => [name, field.json(cells[name] ?? '')]);
  return JSON.stringify({ record: kind, id, parent: parent === '' ? null : parent, ...Object.fromEntries(own) });
}

export function readJson(text: string): Result<ReadRecord[], TableProblem[]> {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return fail([{ row: 1, column: '', key: 'commitments:archive.wrong.json' }]);
  }
  const { format, version, records } = (data ?? {}) as { format?: unknown; version?: unknown; records?: unknown };
  if (format !== ARCHIVE_FORMAT || typeof version !== 'number' || !Array.isArray(records)) {
    return fail([{ row: 1, column: 'format', key: 'commitments:archive.wrong.format' }]);
  }
  if (![1, ARCHIVE_VERSION].includes(version)) {
    return fail([{ row: 1, column: 'version', key: 'commitments:archive.wrong.version' }]);
  }
  const problems: TableProblem[] = [];
  const read = records.flatMap((one: unknown, index): ReadRecord[] => {
    const row = index + 1;
    const found = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    const kind = kindOf(found['record']);
    if (kind === null) {
      problems.push({ row, column: 'record', key: 'commitments:archive.wrong.record' });
      return [];
    }
    const known = ['record', 'id', 'parent', ...Object.keys(kinds[kind].fields)];
    for (const column of Object.keys(found).filter((name) => !known.includes(name))) {
      problems.push({ row, column: column.slice(0, 100), key: 'commitments:tables.unknownColumn' });
    }
    const own = Object.keys(kinds[kind].fields).map((name) => [name, cellOf(found[name])]);
    const cells = Object.fromEntries(own) as Record<string, string>;
    return [{ row, kind, id: cellOf(found['id']), parent: cellOf(found['parent']), cells }];
  });
  return problems.length > 0 ? fail(problems) : ok(read);
}

function kindOf(value: unknown): RecordKind | null {
  return recordKinds.find((kind) => kind === value) ?? null;
}

/** What is neither a text nor a number is no cell; its column says so when it is checked. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '\u0000';
}
