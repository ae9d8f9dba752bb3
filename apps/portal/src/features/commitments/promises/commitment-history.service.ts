import { Inject, Injectable } from '@nestjs/common';
import { isId, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { AuditLog } from '../../../platform/audit/audit-log.js';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CommitmentRevision, type RevisionKind } from './commitment-revision.entity.js';
import { CommitmentScope } from './commitment-scope.service.js';
import type { Commitment } from './commitment.entity.js';

type Values = Record<string, unknown>;

const PAGE = 30;

/** Every change of a commitment and of its parts, for its editors; and in the audit log of the portal. */
@Injectable()
export class CommitmentHistory {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Written in the transaction of the change. `actor` null: a command of the portal's host. */
  async record(
    manager: EntityManager,
    actor: Actor | null,
    commitment: Pick<Commitment, 'id' | 'communeId'>,
    kind: RevisionKind,
    before: Values | null,
    after: Values | null,
  ): Promise<void> {
    await manager.insert(CommitmentRevision, {
      id: newId(this.clock, this.randomness),
      commitmentId: commitment.id,
      at: this.clock.now(),
      actorId: actor?.accountId ?? null,
      actorName: actor?.displayName ?? 'ronron',
      kind,
      before: before as never,
      after: after as never,
    });
    await this.audit.record(manager, actor, {
      action: kind,
      subject: { kind: 'commitment', id: commitment.id },
      communeId: commitment.communeId,
      before,
      after,
    });
  }

  /** Newest first. `before`: the last id of the page before. */
  async list(actor: Actor, id: string, before: unknown): Promise<{ rows: CommitmentRevision[]; next: string | null }> {
    const commitment = await this.scope.commitment(this.database.manager, actor, id);
    const rows = await this.database.getRepository(CommitmentRevision).find({
      where: { commitmentId: commitment.id, ...(isId(before) ? { id: LessThan(before) } : {}) },
      order: { id: 'DESC' },
      take: PAGE + 1,
    });
    return { rows: rows.slice(0, PAGE), next: rows.length > PAGE ? rows[PAGE - 1]!.id : null };
  }
}

/** Both sides without what is equal on both. */
export function difference(before: Values, after: Values): [Values, Values] {
  const changed = Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const only = (values: Values): Values => Object.fromEntries(changed.map((name) => [name, values[name] ?? null]));
  return [only(before), only(after)];
}
