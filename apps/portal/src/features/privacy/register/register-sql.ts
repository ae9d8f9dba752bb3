import type { EntityManager, EntityMetadata } from 'typeorm';
import type { DeclaredTable } from '../../../platform/privacy/declare-table.js';

/** Whom the conditions of the register are about. */
export interface RegisteredPerson {
  /** The account's id; one that nobody has for a person without an account. */
  readonly account: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
}

/** Puts the person's values in the place of `:account`, `:email` and `:name`: SQL for `query`, with only the values that it names. */
export function bind(
  sql: string,
  person: RegisteredPerson,
  values: readonly unknown[] = [],
): { readonly sql: string; readonly values: unknown[] } {
  const bound = [...values];
  const casts = { account: 'uuid', email: 'text', name: 'text' } as const;
  const places = new Map<string, string>();
  const text = sql.replace(/(?<!:):(account|email|name)\b/g, (_, name: keyof RegisteredPerson) => {
    if (!places.has(name)) places.set(name, `$${bound.push(person[name])}::${casts[name]}`);
    return places.get(name)!;
  });
  return { sql: text, values: bound };
}

export function metadataOf(manager: EntityManager, table: DeclaredTable): EntityMetadata {
  return manager.connection.getMetadata(table.entity);
}

/** The table's name as SQL writes it. */
export function tableName(metadata: EntityMetadata): string {
  return `"${metadata.tableName}"`;
}

/** A column's name as SQL writes it. */
export function columnName(metadata: EntityMetadata, property: string): string {
  const column = metadata.findColumnWithPropertyName(property);
  if (column === undefined) throw new Error(`${metadata.name} has no column ${property}.`);
  return `"${column.databaseName}"`;
}
