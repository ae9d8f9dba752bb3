import type { EntityMetadata } from 'typeorm';
import { Account } from '../features/accounts/account.entity.js';
import { register } from '../features/privacy/register/register.js';
import type { DeclaredTable } from '../platform/privacy/declare-table.js';
import type { TestPortal } from './portal-harness.js';

type Column = EntityMetadata['columns'][number];

/** What constraints and triggers ask of columns that no type tells; by table, then property. */
const SAMPLES: Readonly<Record<string, Readonly<Record<string, (account: Account) => unknown>>>> = {
  AuditEntry: { subjectKind: () => 'account' },
  // Without an organisation of here it comes from another portal.
  CollectiveProposal: { cameFrom: () => 'https://ronron.example', elsewhere: () => '[]' },
  ResidentQuestion: { cameFrom: () => '', elsewhere: () => '[]' },
  Gathering: { cameFrom: () => '' },
  // Of a commune or of a commitment, an account's or an address's.
  Follow: { communeId: ({ communeId }) => communeId, commitmentId: () => null, email: () => null },
  // The sign-in page lists those that are enabled, and asks each what it can do.
  IdentityProvider: { enabled: () => false },
  // Its end comes after its beginning.
  MeetingRoom: { opensAt: () => null },
  // No key to a subscription, since tools know of some that are gone.
  RemoteSighting: { subscriptionId: () => null },
  RoleGrant: { role: () => 'administrator', structureId: () => null, communeId: () => null },
  SessionRow: { sess: ({ id, displayName }) => JSON.stringify({ passport: id, words: displayName }) },
  // Only what is emptied has a receipt.
  SubscriptionClosure: { status: () => 'emptied' },
  Subscription: { status: () => 'ended', suspendedFor: () => [], wantedRevision: () => 1, appliedRevision: () => 1 },
};

/** Tables that tests fill by hand, or that hold nothing which tells of anybody. */
const LEFT_OUT = ['Account', 'RateLimitRow', 'RetainedRecord', 'Erasure', 'ServiceErasure'];

/** Whether a table gets rows about a person by `plantEverywhere`. */
export function isPlanted({ entity, personal }: DeclaredTable): boolean {
  return Object.keys(personal).length > 0 && !LEFT_OUT.includes(entity.name);
}

/**
 * Writes rows about the account into every table that the register calls personal, each personal column filled: one row with as
 * little else as there can be, one with everything. A table that its constraints keep from being filled so throws: give it a sample
 * above.
 */
export async function plantEverywhere(portal: TestPortal, account: Account): Promise<void> {
  for (const variant of ['bare', 'full'] as const) {
    const planting = new Planting(portal, account, variant);
    for (const table of register.filter(isPlanted)) await planting.row(table.entity);
  }
}

/** The value of a column that would say whose the row is, when there is nothing that it could point to. */
const NOBODYS = Symbol('nobodys');

/** One row of each table, with the rows that it points to. */
class Planting {
  /** Keys of the rows that are there, by entity; null where there can be none of this variant. */
  private readonly planted = new Map<unknown, unknown>();

  constructor(
    private readonly portal: TestPortal,
    private readonly account: Account,
    private readonly variant: 'bare' | 'full',
  ) {
    this.planted.set(Account, account.id);
  }

  /** The key of the table's row, planted when it is not there yet. */
  async row(entity: unknown): Promise<unknown> {
    if (this.planted.has(entity)) return this.planted.get(entity);
    // Whoever comes back here by a circle of optional references finds nothing to point to.
    this.planted.set(entity, null);
    const metadata = this.portal.database.getMetadata(entity as never);
    const row = new Map<string, unknown>();
    for (const column of metadata.columns) {
      const value = await this.value(metadata, column);
      if (value === NOBODYS) return null;
      if (value !== undefined) row.set(column.databaseName, value);
    }
    const key = (await this.insert(metadata, row)) ? row.get(metadata.primaryColumns[0]!.databaseName) : null;
    this.planted.set(entity, key);
    return key;
  }

  private async value(metadata: EntityMetadata, column: Column): Promise<unknown> {
    const sample = SAMPLES[metadata.name]?.[column.propertyName];
    if (sample !== undefined) return sample(this.account);
    const { personal } = register.find(({ entity }) => entity === metadata.target)!;
    const kind = personal[column.propertyName];
    const target = column.referencedColumn?.entityMetadata.target;
    const another = target !== undefined && target !== Account;
    if (kind !== undefined && !column.isPrimary && !another)
      return personalValue(this.portal, column, kind, this.account);
    // What makes the row somebody's is always there; other optional ones in the full variant only.
    if (target !== undefined && (!column.isNullable || kind !== undefined || this.variant === 'full'))
      return (await this.row(target)) ?? (kind === undefined ? undefined : NOBODYS);
    return column.isNullable ? undefined : plainValue(this.portal, column);
  }

  private async insert(metadata: EntityMetadata, row: ReadonlyMap<string, unknown>): Promise<boolean> {
    const names = [...row.keys()].map((name) => `"${name}"`).join(', ');
    const places = [...row.keys()].map((_, at) => `$${at + 1}`).join(', ');
    const sql = `INSERT INTO "${metadata.tableName}" (${names}) VALUES (${places})`;
    try {
      await this.portal.database.query(sql, [...row.values()]);
      return true;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      // "Either one or the other", "only one for a person" and what belongs to such a row hold for the bare rows alone.
      if (this.variant === 'full' && ['23502', '23505', '23514'].includes(code ?? '')) return false;
      throw new Error(`${metadata.tableName} could not be planted (testing/planted-person.ts): ${message}`);
    }
  }
}

function personalValue(portal: TestPortal, column: Column, kind: string, account: Account): unknown {
  const mention = `Bonjour, ici ${account.displayName} (${account.email}).`;
  if (column.isArray) return [`empreinte ${portal.newId()}`];
  switch (column.type) {
    case 'uuid':
      return kind === 'security' ? portal.newId() : account.id;
    case 'json':
    case 'jsonb':
      return JSON.stringify({ words: mention });
    case 'text':
    case 'varchar':
      if (kind === 'identity') return account.displayName;
      if (kind === 'contact') return account.email;
      if (kind === 'content') return mention;
      return listed(column) ?? `valeur ${portal.newId()}`;
    default:
      return plainValue(portal, column);
  }
}

function plainValue(portal: TestPortal, column: Column): unknown {
  if (column.isArray) return [];
  switch (column.type) {
    case 'uuid':
      return portal.newId();
    case 'timestamptz':
    case 'timestamp':
    case 'date':
      return portal.clock.now();
    case 'boolean':
      return true;
    case 'json':
    case 'jsonb':
      return '{}';
    case 'bytea':
      return Buffer.from(portal.newId());
    case 'text':
    case 'varchar':
      if (listed(column) !== undefined) return listed(column);
      return typeof column.default === 'string' ? column.default : `x ${portal.newId()}`;
    default:
      return 1;
  }
}

/** The first of the values that a check lists for the column: `status IN ('open', …)`. */
function listed({ databaseName, entityMetadata }: Column): string | undefined {
  const list = new RegExp(`\\b${databaseName} IN \\('([^']+)'`);
  return entityMetadata.checks.map(({ expression }) => list.exec(expression)?.[1]).find((one) => one !== undefined);
}
