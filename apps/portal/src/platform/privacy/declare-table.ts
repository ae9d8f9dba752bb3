import type { ActivityKey } from './activities.js';

/** What a column tells of somebody; in words: the texts `privacy:data`. */
export const dataKinds = [
  /** Their name. */
  'identity',
  /** Address, electronic or not, telephone. */
  'contact',
  /** Who they are here: the account's id, language, commune, what they accepted. */
  'account',
  /** Proofs of identity: hashes of passwords and links, keys. */
  'security',
  /** From where and with what they came: network address, browser, dates. */
  'connection',
  /** What they wrote or answered. */
  'content',
  /** What they take part in: roles, memberships, decisions, services used. */
  'participation',
] as const;
export type DataKind = (typeof dataKinds)[number];

type Entity<Row> = abstract new () => Row;
type Column<Row> = keyof Row & string;

/**
 * What happens to a person's rows when they are erased. `where` is SQL on the table, with `:account` (id), `:email` (lower case)
 * and `:name`; steps run in the order of the declarations (a table that looks into another stands before it), and the
 * account's own row goes last.
 */
export type ErasureStep<Row> =
  | { readonly delete: string }
  | {
      readonly where: string;
      /** Becomes NULL. */
      readonly clear?: readonly Column<Row>[];
      /** A name becomes `ERASED_NAME`. */
      readonly mask?: readonly Column<Row>[];
      /** The person's name and address are taken out of the text or JSON; the rest stays. */
      readonly scrub?: readonly Column<Row>[];
    };

/**
 * How long it stays. `days` after `since` (a column; NULL: not yet), `where` it applies, the row goes, or only `clear` becomes NULL. A table without
 * one keeps its rows as long as the account that they belong to, or for good when nothing in them is anybody's.
 */
export interface Retention<Row> {
  readonly days: number;
  readonly since: Column<Row>;
  readonly where?: string;
  readonly clear?: readonly Column<Row>[];
  /** The rows go by a way of their own (`Purge` leaves them alone), for what depends on them has to follow. */
  readonly elsewhere?: true;
}

export interface TableDeclaration<Row> {
  readonly activity: ActivityKey;
  /** Columns that tell something of a person, or of whose row it is. */
  readonly personal: Partial<Record<Column<Row>, DataKind>>;
  /** All other columns. */
  readonly plain: readonly Column<Row>[];
  /** The rows that a person gets in their export, in SQL as in `ErasureStep`, `without` secrets and what is about others. */
  readonly exported?: readonly { readonly where: string; readonly without?: readonly Column<Row>[] }[];
  readonly erasure?: readonly ErasureStep<Row>[];
  readonly retention?: readonly Retention<Row>[];
  /** Ids of erased accounts that stay, as pseudonyms: whoever reads them needs the restricted store to know the name. */
  readonly pseudonyms?: readonly Column<Row>[];
  /** Names of elected people who answer to the public for what they do in their mandate: they stay (RGPD article 17.3.b). */
  readonly publicMandate?: readonly Column<Row>[];
}

/** One table of the register, its row type forgotten. */
export interface DeclaredTable extends TableDeclaration<Record<string, unknown>> {
  readonly entity: Entity<object>;
}

/** Stands where the name of somebody stood who is gone. */
export const ERASED_NAME = '(compte supprimé)';

/** Names every column of a table: personal with what it tells, or plain. A test of the rules fails on one that is forgotten. */
export function declareTable<Row extends object>(
  entity: Entity<Row>,
  declaration: TableDeclaration<Row>,
): DeclaredTable {
  return { entity, ...declaration } as unknown as DeclaredTable;
}

/** A table that tells nothing of anybody; its columns are named all the same, so that a new one is thought about. */
export function plainTable<Row extends object>(entity: Entity<Row>, ...plain: readonly Column<Row>[]): DeclaredTable {
  return declareTable(entity, { activity: 'account', personal: {}, plain });
}
