import type { EntityManager, EntityMetadata } from 'typeorm';
import { ERASED_NAME, type DeclaredTable, type ErasureStep } from '../../../platform/privacy/declare-table.js';
import { bind, columnName, metadataOf, tableName, type RegisteredPerson } from '../register/register-sql.js';

/** Shorter names are words of every text: taking them out would tear holes. */
const SHORTEST_SCRUBBED_NAME = 3;

type Step = ErasureStep<Record<string, unknown>>;

/**
 * Does to one table what it declares for the erasure of a person.
 * @returns how many rows went or changed.
 */
export async function eraseFrom(
  manager: EntityManager,
  table: DeclaredTable,
  person: RegisteredPerson,
): Promise<number> {
  const metadata = metadataOf(manager, table);
  let rows = 0;
  for (const step of table.erasure ?? []) {
    const { sql, values } = 'delete' in step ? deletion(metadata, step.delete, person) : change(metadata, step, person);
    const [, count] = await manager.query<[unknown, number]>(sql, values);
    rows += count;
  }
  return rows;
}

function deletion(metadata: EntityMetadata, where: string, person: RegisteredPerson): ReturnType<typeof bind> {
  return bind(`DELETE FROM ${tableName(metadata)} WHERE ${where}`, person);
}

function change(
  metadata: EntityMetadata,
  step: Exclude<Step, { delete: string }>,
  person: RegisteredPerson,
): ReturnType<typeof bind> {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const sets: string[] = [];
  const found: string[] = [];
  for (const property of step.clear ?? []) sets.push(`${columnName(metadata, property)} = NULL`);
  for (const property of step.mask ?? []) sets.push(`${columnName(metadata, property)} = ${place(ERASED_NAME)}::text`);
  for (const property of step.scrub ?? []) {
    const name = columnName(metadata, property);
    const json = metadata.findColumnWithPropertyName(property)!.type === 'jsonb';
    const pattern = `${place(mentionsOf(person, json))}::text`;
    const scrubbed = `regexp_replace(${name}::text, ${pattern}, ${place(ERASED_NAME)}::text, 'gi')`;
    sets.push(`${name} = ${json ? `(${scrubbed})::jsonb` : scrubbed}`);
    found.push(`${name}::text ~* ${pattern}`);
  }
  // Where there is only something to take out, rows without it are left alone.
  const only = step.clear === undefined && step.mask === undefined ? ` AND (${found.join(' OR ')})` : '';
  const statement = `UPDATE ${tableName(metadata)} SET ${sets.join(', ')} WHERE (${step.where})${only}`;
  return bind(statement, person, values);
}

/** A pattern (POSIX, as PostgreSQL reads it) of the person's address and whole name. */
function mentionsOf({ email, name }: RegisteredPerson, json: boolean): string {
  const escape = (text: string): string => text.replace(/[^\p{L}\p{N}\s]/gu, '\\$&');
  const written = json ? JSON.stringify(name).slice(1, -1) : name;
  const mentions = name.trim().length < SHORTEST_SCRUBBED_NAME ? [email] : [email, written];
  return `(?<![[:alnum:]])(${mentions.map(escape).join('|')})(?![[:alnum:]])`;
}
