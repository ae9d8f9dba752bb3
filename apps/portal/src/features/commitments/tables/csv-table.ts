import { parse } from 'csv-parse/sync';
import { fail, ok, type Result } from '@ronron/kernel';

/** What is wrong in a table, where a person finds it: the row as a spreadsheet numbers it, and the column's heading. */
export interface TableProblem {
  readonly row: number;
  /** Empty when it is about the whole row. */
  readonly column: string;
  /** Locale key. */
  readonly key: string;
  readonly params?: Record<string, string | number>;
}

export interface TableRow {
  readonly row: number;
  /** By heading; a column that the table has not is missing. */
  readonly cells: Readonly<Record<string, string>>;
}

/** More than a commune has in years; beyond it nobody reads the errors. */
export const MOST_ROWS = 5000;

/**
 * Reads a table of anybody's spreadsheet: commas, semicolons or tabs, with or without a byte order mark. Headings are compared
 * without accents, case and spaces.
 * @param required headings that must be there; `optional` ones may be; all others are refused, since a heading with a slip
 * of the pen would lose its column in silence
 */
export function readTable(
  text: string,
  required: readonly string[],
  optional: readonly string[],
): Result<TableRow[], TableProblem[]> {
  // Excel's own way of saying the separator: no row of the table.
  text = text.replace(/^(\ufeff?)sep=[^\r\n]\r?\n/i, '$1');
  const first = /^\ufeff?([^\r\n]*)/.exec(text)?.[1] ?? '';
  const delimiter = [';', '\t', ','].find((one) => first.includes(one)) ?? ',';
  let records: string[][];
  try {
    records = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: false,
      record_delimiter: ['\r\n', '\n', '\r'],
    });
  } catch (error) {
    const row = (error as { lines?: number }).lines ?? 1;
    return fail([{ row, column: '', key: 'commitments:tables.unreadable' }]);
  }
  const headings = (records[0] ?? []).map(plain);
  const known = [...required, ...optional];
  const problems: TableProblem[] = [
    ...required.filter((name) => !headings.includes(name)).map((name) => problem(1, name, 'missingColumn')),
    ...headings.filter((name) => !known.includes(name)).map((name) => problem(1, name, 'unknownColumn')),
    ...headings
      .filter((name, index) => known.includes(name) && headings.indexOf(name) !== index)
      .map((name) => problem(1, name, 'columnTwice')),
  ];
  if (problems.length > 0) return fail(problems);
  const rows = records
    .slice(1)
    .map((cells, index) => ({ cells, row: index + 2 }))
    // Spreadsheets write empty rows at the end.
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (rows.length === 0) return fail([problem(2, '', 'empty')]);
  if (rows.length > MOST_ROWS)
    return fail([{ ...problem(MOST_ROWS + 2, '', 'tooLong'), params: { maximum: MOST_ROWS } }]);
  const ragged = rows
    .filter(({ cells }) => cells.length !== headings.length)
    .map(({ row }) => problem(row, '', 'ragged'));
  if (ragged.length > 0) return fail(ragged);
  return ok(
    rows.map(({ cells, row }) => ({
      row,
      cells: Object.fromEntries(headings.map((name, index) => [name, revealed(cells[index]!)])),
    })),
  );
}

function problem(row: number, column: string, name: string): TableProblem {
  return { row, column, key: `commitments:tables.${name}` };
}

/** `Année ` → `annee`, `Publié en retour` → `publie_en_retour`. */
function plain(heading: string): string {
  return heading
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

/**
 * What a spreadsheet would take for a formula and run (https://owasp.org/www-community/attacks/CSV_Injection), full-width signs
 * included. Quotes before it are counted in, so that hiding can always be undone.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A text that no spreadsheet runs. `revealed` gives exactly the same text back. */
export function hidden(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of before `hidden`. Texts that were never hidden stay as they are. */
export function revealed(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
