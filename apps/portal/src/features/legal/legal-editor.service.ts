import { Inject, Injectable } from '@nestjs/common';
import { AppError, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import { AuditLog } from '../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../platform/config/tokens.js';
import { inTransaction } from '../../platform/database/in-transaction.js';
import type { Locale } from '../../platform/i18n/locales.js';
import type { Actor } from '../../platform/security/actor.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { LegalText, legalKinds, type LegalKind } from './legal-text.entity.js';

export interface LegalDraft {
  readonly bodies: Partial<Record<Locale, string>>;
  readonly changeNote: string;
  /** Whether people who accepted an older version are asked again. */
  readonly needsAcceptance: boolean;
}

export interface LegalOverview {
  readonly kind: LegalKind;
  readonly current: LegalText;
  readonly draft: LegalText | null;
}

/** Prepares new versions of the legal texts. What is published never changes again. */
@Injectable()
export class LegalEditor {
  constructor(
    private readonly database: DataSource,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async overview(): Promise<LegalOverview[]> {
    return Promise.all(
      legalKinds.map(async (kind) => ({
        kind,
        current: await current(this.database.manager, kind),
        draft: await this.draft(kind),
      })),
    );
  }

  async draft(kind: LegalKind): Promise<LegalText | null> {
    return this.database.getRepository(LegalText).findOneBy({ kind, version: IsNull() });
  }

  /** What the form begins with: the draft, or what is in force. */
  async startingPoint(kind: LegalKind): Promise<LegalDraft> {
    const draft = await this.draft(kind);
    if (draft !== null) return draft;
    return { bodies: (await current(this.database.manager, kind)).bodies, changeNote: '', needsAcceptance: false };
  }

  /** The number that the draft would get. */
  async nextVersion(kind: LegalKind): Promise<number> {
    return (await current(this.database.manager, kind)).version! + 1;
  }

  async save(actor: Actor, kind: LegalKind, { bodies, changeNote, needsAcceptance }: LegalDraft): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      await lock(manager, kind);
      const draft = await manager.findOneBy(LegalText, { kind, version: IsNull() });
      const id = draft?.id ?? newId(this.clock, this.randomness);
      const values = { bodies, changeNote, needsAcceptance, updatedAt: this.clock.now() };
      if (draft === null) await manager.insert(LegalText, { id, kind, version: null, ...values });
      else await manager.update(LegalText, { id }, values);
      await this.audit.record(manager, actor, {
        action: 'legal-text.drafted',
        subject: { kind: 'legal-text', id },
        after: { kind, languages: Object.keys(bodies) },
      });
    });
  }

  /**
   * Publishes the draft as the next version; returns its number.
   * @throws AppError `not-found` when there is no draft (any more).
   */
  async publish(actor: Actor, kind: LegalKind): Promise<number> {
    return inTransaction(this.database, async (manager) => {
      await lock(manager, kind);
      const draft = await manager.findOneBy(LegalText, { kind, version: IsNull() });
      if (draft === null) throw new AppError(NOT_FOUND);
      const version = (await current(manager, kind)).version! + 1;
      const now = this.clock.now();
      await manager.update(
        LegalText,
        { id: draft.id },
        { version, publishedAt: now, publishedBy: actor.accountId, updatedAt: now },
      );
      await this.audit.record(manager, actor, {
        action: 'legal-text.published',
        subject: { kind: 'legal-text', id: draft.id },
        after: { kind, version, changeNote: draft.changeNote, needsAcceptance: draft.needsAcceptance },
      });
      return version;
    });
  }

  async discard(actor: Actor, kind: LegalKind): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      await lock(manager, kind);
      const draft = await manager.findOneBy(LegalText, { kind, version: IsNull() });
      if (draft === null) return;
      await manager.delete(LegalText, { id: draft.id });
      await this.audit.record(manager, actor, {
        action: 'legal-text.discarded',
        subject: { kind: 'legal-text', id: draft.id },
        before: { kind },
      });
    });
  }
}

async function current(manager: EntityManager, kind: LegalKind): Promise<LegalText> {
  return manager.findOneOrFail(LegalText, { where: { kind, version: Not(IsNull()) }, order: { version: 'DESC' } });
}

/** Two who publish or save at once take turns. */
async function lock(manager: EntityManager, kind: LegalKind): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`legal text ${kind}`]);
}
