import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ActivityKey } from '../../../platform/privacy/activities.js';
import type { DeclaredTable } from '../../../platform/privacy/declare-table.js';
import type { Account } from '../../accounts/account.entity.js';
import { bind, columnName, metadataOf, tableName, type RegisteredPerson } from '../register/register-sql.js';
import { register } from '../register/register.js';
import { RetainedRecords } from '../retention/retained-records.service.js';

/** What one table tells of a person; values as JSON holds them, by the columns' names. */
export interface CopiedTable {
  /** Name of the entity, e.g. `ServiceRequest`. */
  readonly name: string;
  readonly activity: ActivityKey;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Somebody's data, and the names of what its ids point to. */
export interface PersonalCopy {
  readonly tables: readonly CopiedTable[];
  /** Names of services, structures, organisations and communes, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Tables whose rows have a name that everybody may know; ids that point to them are read with it. */
const NAMED = ['service', 'structure', 'organisation', 'commune'] as const;

/** Gathers what the register says a person gets of every table. */
@Injectable()
export class PersonalCopies {
  constructor(
    private readonly database: DataSource,
    private readonly retained: RetainedRecords,
  ) {}

  /** All tables as they stand at one moment. */
  async of(account: Account): Promise<PersonalCopy> {
    const person: RegisteredPerson = { account: account.id, email: account.email, name: account.displayName };
    return this.database.transaction('REPEATABLE READ', async (manager) => {
      const tables: CopiedTable[] = [];
      for (const table of register) {
        const rows = await rowsOf(manager, table, person);
        if (rows.length > 0) tables.push({ name: table.entity.name, activity: table.activity, rows });
      }
      const connections = await this.retained.connectionsOf(manager, account.id);
      if (connections.length > 0) {
        const rows = connections.map(({ at, keptUntil, facts }) => ({
          at: at.toISOString(),
          keptUntil: keptUntil.toISOString(),
          ...facts,
        }));
        tables.push({ name: 'RetainedRecord', activity: 'legal-retention', rows });
      }
      return { tables, names: await namesIn(manager, tables) };
    });
  }
}

async function rowsOf(
  manager: EntityManager,
  table: DeclaredTable,
  person: RegisteredPerson,
): Promise<Record<string, unknown>[]> {
  const metadata = metadataOf(manager, table);
  const key = metadata.primaryColumns[0]!.propertyName;
  const found = new Map<unknown, Record<string, unknown>>();
  for (const { where, without = [] } of table.exported ?? []) {
    const properties = metadata.columns.map(({ propertyName }) => propertyName).filter((one) => !without.includes(one));
    const columns = properties.map((property) => `t.${columnName(metadata, property)} AS "${property}"`);
    const order = `t.${columnName(metadata, key)}`;
    const { sql, values } = bind(
      `SELECT ${order} AS "__key", ${columns.join(', ')} FROM ${tableName(metadata)} AS t WHERE ${where} ORDER BY ${order}`,
      person,
    );
    for (const { __key, ...row } of await manager.query<Record<string, unknown>[]>(sql, values)) {
      // A row that several rules give is given as the first of them says.
      if (!found.has(__key)) found.set(__key, row);
    }
  }
  return [...found.values()];
}

async function namesIn(manager: EntityManager, tables: readonly CopiedTable[]): Promise<Map<string, string>> {
  const ids = new Set<string>();
  for (const { rows } of tables)
    for (const row of rows)
      for (const [property, value] of Object.entries(row))
        if (property.endsWith('Id') && typeof value === 'string') ids.add(value);
  const names = new Map<string, string>();
  for (const table of NAMED) {
    const rows = await manager.query<{ id: string; name: string }[]>(
      `SELECT id, name FROM ${table} WHERE id = ANY($1::uuid[])`,
      [[...ids].filter((id) => /^[0-9a-f-]{36}$/.test(id))],
    );
    for (const { id, name } of rows) names.set(id, name);
  }
  return names;
}
