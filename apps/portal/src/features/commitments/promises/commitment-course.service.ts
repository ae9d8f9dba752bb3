import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { needsReason, type CommitmentStatus } from '../commitment-status.js';
import type { Refusal } from './commitment-edits.service.js';
import { AgreementAsking } from '../agreements/agreement-asking.service.js';
import { CommitmentMoves } from '../following/moves/commitment-moves.service.js';
import { CommitmentHistory } from './commitment-history.service.js';
import { CommitmentScope } from './commitment-scope.service.js';
import type { Commitment } from './commitment.entity.js';
import { DeadlineSlip } from './deadline-slip.entity.js';

const CHANGED: Refusal = { field: 'form', key: 'commitments:errors.changed' };
const NO_REASON: Refusal = { field: 'reason', key: 'commitments:errors.deadlineReason' };

/** `waiting`: the change is kept, and the accountable person asked. */
export type ChangeOutcome = 'done' | 'waiting';

export interface StatusWish {
  readonly status: CommitmentStatus;
  readonly reason: string;
}

export interface DeadlineWish {
  readonly deadline: string | null;
  readonly reason: string;
}

interface Versioned {
  readonly version: number;
}

/** Where a commitment stands, and until when it is promised. */
@Injectable()
export class CommitmentCourse {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    private readonly asking: AgreementAsking,
    private readonly moves: CommitmentMoves,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** `waiting`: the accountable person has to agree first. */
  async setStatus(actor: Actor, id: string, change: StatusWish & Versioned): Promise<Result<ChangeOutcome, Refusal>> {
    const { status, reason, version } = change;
    if (needsReason(status) && reason === '') return fail({ field: 'reason', key: 'commitments:errors.statusReason' });
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, id, true);
      if (commitment.version !== version) return fail(CHANGED);
      if (commitment.status === status && commitment.statusReason === reason) return ok('done');
      const held = await this.asking.hold(manager, actor, commitment, 'status', { status, reason });
      if (!held.ok) return held;
      if (held.value) return ok('waiting');
      return this.changeStatus(manager, actor, commitment, { status, reason });
    });
  }

  /** In the transaction of the caller, who holds the commitment and saw to the agreement. */
  async changeStatus(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    { status, reason }: StatusWish,
  ): Promise<Result<ChangeOutcome, Refusal>> {
    const before = { status: commitment.status, reason: commitment.statusReason };
    const now = this.clock.now();
    const statusSince = before.status === status ? commitment.statusSince : now;
    const version = commitment.version + 1;
    Object.assign(commitment, { status, statusReason: reason, statusSince, version, updatedAt: now });
    await manager.save(commitment);
    await this.history.record(manager, actor, commitment, 'status.changed', before, { status, reason });
    await this.moves.tell(manager, commitment, {
      kind: 'status',
      fromValue: before.status,
      toValue: status,
      reason,
      place: '#parcours',
    });
    return ok('done');
  }

  /** A first deadline is simply set. Moving or dropping one is a slip: dated, with its reason, and shown to the public. */
  async setDeadline(
    actor: Actor,
    id: string,
    change: DeadlineWish & Versioned,
  ): Promise<Result<ChangeOutcome, Refusal>> {
    const { deadline, reason, version } = change;
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, id, true);
      if (commitment.version !== version) return fail(CHANGED);
      if (commitment.deadline === deadline) return ok('done');
      if (commitment.deadline !== null && reason === '') return fail(NO_REASON);
      const held = await this.asking.hold(manager, actor, commitment, 'deadline', { deadline, reason });
      if (!held.ok) return held;
      if (held.value) return ok('waiting');
      return this.changeDeadline(manager, actor, commitment, { deadline, reason });
    });
  }

  /** In the transaction of the caller, who holds the commitment and saw to the agreement. */
  async changeDeadline(
    manager: EntityManager,
    actor: Actor,
    commitment: Commitment,
    { deadline, reason }: DeadlineWish,
  ): Promise<Result<ChangeOutcome, Refusal>> {
    const before = commitment.deadline;
    if (before !== null && reason === '') return fail(NO_REASON);
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
    Object.assign(commitment, { deadline, version: commitment.version + 1, updatedAt: now });
    await manager.save(commitment);
    const after = { deadline, reason };
    await this.history.record(manager, actor, commitment, 'deadline.changed', { deadline: before }, after);
    const days = { fromValue: before ?? '', toValue: deadline ?? '' };
    await this.moves.tell(manager, commitment, { kind: 'deadline', ...days, reason, place: '#parcours' });
    return ok('done');
  }
}
