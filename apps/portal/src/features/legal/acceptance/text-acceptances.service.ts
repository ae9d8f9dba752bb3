import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { JointStatement } from '../../../platform/database/joint-statement.js';
import { Account } from '../../accounts/account.entity.js';
import { legalPaths } from '../legal-pages.js';
import { LegalText } from '../legal-text.entity.js';
import { TextAcceptance } from './text-acceptance.entity.js';

export interface AcceptedText extends Pick<TextAcceptance, 'kind' | 'version' | 'acceptedAt'> {
  readonly href: string;
}

/** What somebody has still to accept: the version in force, and the one that they know (0: none). */
export interface PendingTerms {
  readonly version: number;
  readonly known: number;
}

/** The newest version of the terms, the newest that has to be accepted (null: none), and the one that somebody knows. */
export interface TermsRow {
  readonly version: number | null;
  readonly needed: number | null;
  readonly known: number;
}

/** Who accepted which version of the terms, and who has to be asked again. */
@Injectable()
export class TextAcceptances {
  constructor(
    private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Newest first. */
  async of(accountId: string): Promise<AcceptedText[]> {
    const accepted = await this.database
      .getRepository(TextAcceptance)
      .find({ where: { accountId }, order: { acceptedAt: 'DESC', version: 'DESC' } });
    return accepted.map(({ kind, version, acceptedAt }) => ({
      kind,
      version,
      acceptedAt,
      href: `/textes${legalPaths[kind]}/versions/${version}`,
    }));
  }

  /** Null unless a version since the accepted one was marked as needing it. */
  async pending(accountId: string): Promise<PendingTerms | null> {
    const question = new JointStatement('pending-terms');
    this.ask(question, accountId);
    return pendingOf(await question.run<TermsRow>(this.database, 'SELECT * FROM terms'));
  }

  /** Has the statement ask the same: its part `terms` gives a `TermsRow`. */
  ask(question: JointStatement, accountId: string): void {
    question.add('terms', (value) => {
      const account = value(accountId);
      return `SELECT max(version) AS version, max(version) FILTER (WHERE needs_acceptance) AS needed,
         coalesce((SELECT max(version) FROM text_acceptance WHERE account_id = ${account} AND kind = 'terms'),
           (SELECT CASE WHEN terms_version ~ '^[0-9]{1,9}$' THEN terms_version::integer ELSE 0 END FROM account WHERE id = ${account}),
           0) AS known
       FROM legal_text WHERE kind = 'terms' AND version IS NOT NULL`;
    });
  }

  /** Accepts the version that was shown; false when another is in force by now. Twice is once. */
  async accept(accountId: string, version: number): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      const newest = { where: { kind: 'terms', version: Not(IsNull()) }, order: { version: 'DESC' } } as const;
      if ((await manager.findOne(LegalText, newest))?.version !== version) return false;
      await this.record(manager, accountId, version);
      const values = { termsVersion: String(version), termsAcceptedAt: this.clock.now() };
      await manager.update(Account, { id: accountId }, values);
      return true;
    });
  }

  /** Writes down an acceptance of the terms, with what causes it. */
  async record(manager: EntityManager, accountId: string, version: number): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(TextAcceptance)
      .values({
        id: newId(this.clock, this.randomness),
        accountId,
        kind: 'terms',
        version,
        acceptedAt: this.clock.now(),
      })
      .orIgnore()
      .execute();
  }
}

/** Null unless something is to be accepted. */
export function pendingOf({ version, needed, known }: TermsRow): PendingTerms | null {
  return version === null || needed === null || needed <= known ? null : { version, known };
}
