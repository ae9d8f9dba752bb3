import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DAY, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { JointStatement } from '../../../platform/database/joint-statement.js';
import type { Actor } from '../../../platform/security/actor.js';
import { SealedColumns } from '../../../platform/security/sealed-columns.js';
import { SecretBox } from '../../../platform/security/secret-box.js';
import type { Account } from '../../accounts/account.entity.js';
import { RetainedRecord, type RetainedCategory } from './retained-record.entity.js';

/**
 * Décret n° 2021-1362 of 20 October 2021: identity for five years after the contract's end, what else was given to open the
 * account for one year after its closure, what identifies the source of a connection for one year after it.
 */
export const retainedFor = { identity: 5 * 365 + 1, account: 365, connection: 365 } as const;

const MOST_FOUND = 500;

/** What is sealed: the address by which it is found, and what is kept. */
interface Content {
  readonly about: string;
  readonly facts: Readonly<Record<string, string>>;
}

export interface OpenedRecord {
  readonly accountId: string;
  readonly category: RetainedCategory;
  readonly at: Date;
  readonly keptUntil: Date;
  readonly facts: Readonly<Record<string, string>>;
}

/** What an administrator looks for: one address, or one account by its id. */
export type RetainedQuery = { readonly address: string } | { readonly accountId: string };

/** The restricted store: what the law obliges a host to keep, and nobody reads without a written reason. */
@Injectable()
export class RetainedRecords implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly box: SecretBox,
    private readonly sealed: SealedColumns,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    const of = (opened: string): string => this.lookupsOf((JSON.parse(opened) as Content).about)[0]!;
    const lookup = { column: 'lookup', of };
    this.sealed.add({ table: 'retained_record', column: 'sealed', key: 'id', context: contextOf, lookup });
  }

  /** Somebody signs in by this statement, from a network address with a browser. */
  connection(signIn: JointStatement, accountId: string, address: string, terminal: string): void {
    const record = this.sealedRecord(accountId, 'connection', { about: address, facts: { address, terminal } });
    const { id, category, lookup, sealed, at, keptUntil } = record;
    signIn.add(
      'retained',
      (value) => `INSERT INTO retained_record (id, account_id, category, lookup, sealed, at, kept_until)
        VALUES (${[id, accountId, category, lookup, sealed, at, keptUntil].map(value).join(', ')})`,
    );
  }

  /** The account ends: what it leaves behind, and until when. */
  async closure(
    manager: EntityManager,
    account: Account,
  ): Promise<{ readonly identityKeptUntil: Date; readonly accountKeptUntil: Date }> {
    const { id, email, displayName, createdAt, locale, communeId, termsVersion } = account;
    const identityKeptUntil = await this.keep(manager, id, 'identity', {
      about: email,
      facts: { name: displayName, email },
    });
    const facts = {
      createdAt: createdAt.toISOString(),
      language: locale,
      commune: communeId ?? '',
      terms: termsVersion,
    };
    const accountKeptUntil = await this.keep(manager, id, 'account', { about: email, facts });
    return { identityKeptUntil, accountKeptUntil };
  }

  /** Everything that the query finds, newest first. The reason goes to the audit log with whose records were opened, before they are shown. */
  async read(actor: Actor, query: RetainedQuery, reason: string): Promise<OpenedRecord[]> {
    return inTransaction(this.database, async (manager) => {
      const records = await this.find(manager, query);
      await this.audit.record(manager, actor, {
        action: 'retained-records.read',
        subject: { kind: 'account', id: records[0]?.accountId ?? actor.accountId },
        after: { reason, accounts: [...new Set(records.map((one) => one.accountId))], records: records.length },
      });
      return records.map((one) => this.open(one));
    });
  }

  /** A person's own connections, for their export. */
  async connectionsOf(manager: EntityManager, accountId: string): Promise<OpenedRecord[]> {
    const where = { accountId, category: 'connection' } as const;
    const records = await manager.find(RetainedRecord, { where, order: { at: 'DESC' }, take: MOST_FOUND });
    return records.map((one) => this.open(one));
  }

  private async find(manager: EntityManager, query: RetainedQuery): Promise<RetainedRecord[]> {
    const order = { at: 'DESC' } as const;
    if ('accountId' in query) {
      return manager.find(RetainedRecord, { where: { accountId: query.accountId }, order, take: MOST_FOUND });
    }
    const lookup = In(this.lookupsOf(query.address));
    const found = await manager.find(RetainedRecord, { where: { lookup }, order, take: MOST_FOUND });
    // Who was found by an e-mail is wanted with all that is kept; who shares a network address is not.
    if (!query.address.includes('@') || found.length === 0) return found;
    return manager.find(RetainedRecord, {
      where: { accountId: In(found.map(({ accountId }) => accountId)) },
      order,
      take: MOST_FOUND,
    });
  }

  private async keep(
    manager: EntityManager,
    accountId: string,
    category: RetainedCategory,
    content: Content,
  ): Promise<Date> {
    const record = this.sealedRecord(accountId, category, content);
    await manager.insert(RetainedRecord, record);
    return record.keptUntil;
  }

  private sealedRecord(accountId: string, category: RetainedCategory, content: Content): RetainedRecord {
    const id = newId(this.clock, this.randomness);
    const at = this.clock.now();
    return {
      id,
      accountId,
      category,
      lookup: this.lookupsOf(content.about)[0]!,
      sealed: this.box.seal(JSON.stringify(content), contextOf(id)),
      at,
      keptUntil: new Date(at.getTime() + retainedFor[category] * DAY),
    };
  }

  private open({ id, accountId, category, at, keptUntil, sealed }: RetainedRecord): OpenedRecord {
    const { facts } = JSON.parse(this.box.open(sealed, contextOf(id))) as Content;
    return { accountId, category, at, keptUntil, facts };
  }

  /** Under the current key first, then under the old ones: rotation does not lose anybody. */
  private lookupsOf(about: string): string[] {
    return this.box.lookups(about.trim().toLowerCase(), 'retained_record:lookup');
  }
}

function contextOf(id: string): string {
  return `retained_record:sealed:${id}`;
}
