import { Injectable } from '@nestjs/common';

/** A column that `SecretBox` sealed. Table and column are names of ours, never input. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The table's primary key. */
  readonly key: string;
  /** What a row's secret is sealed for, by its key. */
  readonly context: (key: string) => string;
  /** A column by which the row is found though it is sealed; computed from what was sealed, under the current key. */
  readonly lookup?: { readonly column: string; readonly of: (opened: string) => string };
}

/** Every sealed column of the database: the rotation of keys goes over them. Features add theirs in `onModuleInit`. */
@Injectable()
export class SealedColumns {
  readonly columns: SealedColumn[] = [];

  add(column: SealedColumn): void {
    this.columns.push(column);
  }
}
