/** How a cell is written. */
export type CellKind = 'text' | 'number' | 'date' | 'dateTime' | 'bytes' | 'money' | 'badge';

/** One column. `label` is translated text; `href` makes the cell a link (a path of ours, no prefix). */
export interface Column<Row> {
  readonly label: string;
  readonly value: (row: Row) => unknown;
  readonly kind?: CellKind;
  readonly href?: (row: Row) => string | null;
  /** For a badge: the status that gives it its tone; its text is `value`. */
  readonly status?: (row: Row) => string;
}

interface Cell {
  readonly label: string;
  readonly kind: CellKind;
  readonly value: unknown;
  readonly href: string | null;
  readonly status: string | null;
  readonly numeric: boolean;
}

/** What the partial `table` takes. */
export interface TableView {
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly { readonly heading: Cell; readonly cells: readonly Cell[] }[];
}

const NUMERIC: readonly CellKind[] = ['number', 'bytes', 'money'];

/** Turns rows into cells, so that the template holds no logic. The first column names the row. */
export function tableView<Row>(options: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}): TableView {
  const { caption, columns, rows } = options;
  const cell = (column: Column<Row>, row: Row): Cell => ({
    label: column.label,
    kind: column.kind ?? 'text',
    value: column.value(row),
    href: column.href?.(row) ?? null,
    status: column.status?.(row) ?? null,
    numeric: NUMERIC.includes(column.kind ?? 'text'),
  });
  return {
    caption,
    columns: columns.map(({ label, kind }) => ({ label, numeric: NUMERIC.includes(kind ?? 'text') })),
    rows: rows.map((row) => {
      const [heading, ...cells] = columns.map((column) => cell(column, row));
      if (heading === undefined) throw new Error('A table needs a column');
      return { heading, cells };
    }),
  };
}
