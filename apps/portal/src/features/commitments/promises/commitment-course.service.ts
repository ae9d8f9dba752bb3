import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { needsReason, type CommitmentStatus } from '../commitment-status.js';
import type { Refusal } from './commitment-edits.service.js';
import { CommitmentHistory } from './commitment-history.service.js';
import { CommitmentScope } from './commitment-scope.service.js';
import type { Commitment } from './commitment.entity.js';
import { DeadlineSlip } from './deadline-slip.entity.js';

const CHANGED: Refusal = { field: 'form', key: 'commitments:errors.changed' };

/** Where a commitment stands, and until when it is promised. */
@Injectable()
export class CommitmentCourse {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async setStatus(
    actor: Actor,
    id: string,
    change: { status: CommitmentStatus; reason: string; version: number },
  ): Promise<Result<Commitment, Refusal>> {
    const { status, reason, version } = change;
    if (needsReason(status) && reason === '') return fail({ field: 'reason', key: 'commitments:errors.statusReason' });
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, id, true);
      if (commitment.version !== version) return fail(CHANGED);
      const before = { status: commitment.status, reason: commitment.statusReason };
      if (before.status === status && before.reason === reason) return ok(commitment);
      const now = this.clock.now();
      const statusSince = before.status === status ? commitment.statusSince : now;
      Object.assign(commitment, { status, statusReason: reason, statusSince, version: version + 1, updatedAt: now });
      await manager.save(commitment);
      await this.history.record(manager, actor, commitment, 'status.changed', before, { status, reason });
      return ok(commitment);
    });
  }

  /** A first deadline is simply set. Moving or dropping one is a slip: dated, with its reason, and shown to the public. */
  async setDeadline(
    actor: Actor,
    id: string,
    change: { deadline: string | null; reason: string; version: number },
  ): Promise<Result<Commitment, Refusal>> {
    const { deadline, reason, version } = change;
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, id, true);
      if (commitment.version !== version) return fail(CHANGED);
      const before = commitment.deadline;
      if (before === deadline) return ok(commitment);
      if (before !== null && reason === '') return fail({ field: 'reason', key: 'commitments:errors.deadlineReason' });
      const now = this.clock.now();
      if (before !== null) {
        await manager.insert(DeadlineSlip, {
          id: newId(this.clock, this.randomness),
          commitmentId: commitment.id,
          at: now,
          fromDay: before,
          toDay: deadline,
          reason,
        });
      }
      Object.assign(commitment, { deadline, version: version + 1, updatedAt: now });
      await manager.save(commitment);
      await this.history.record(
        manager,
        actor,
        commitment,
        'deadline.changed',
        { deadline: before },
        { deadline, reason },
      );
      return ok(commitment);
    });
  }
}
