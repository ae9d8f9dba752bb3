import { Injectable } from '@nestjs/common';

/** A column that `SecretBox` sealed. Table and column are names of ours, never input. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The table's primary key. */
  readonly key: string;
  /** What a row's secret is sealed for, by its key. */
  readonly context: (key: string) => string;
}

/** Every sealed column of the database: the rotation of keys goes over them. Features add theirs in `onModuleInit`. */
@Injectable()
export class SealedColumns {
  readonly columns: SealedColumn[] = [];

  add(column: SealedColumn): void {
    this.columns.push(column);
  }
}
