import { Inject, Injectable } from '@nestjs/common';
import { MINUTE, newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../../platform/config/tokens.js';
import { JobQueue } from '../../../../platform/jobs/job-queue.js';
import type { Commitment } from '../../promises/commitment.entity.js';
import { CommitmentMove, type MoveKind } from './commitment-move.entity.js';

/** The name of the queue's task; its payload is the commune's id alone. */
export const CLOSE_FOLLOW_DIGEST = 'close-follow-digest';

/** From the first move on, so long others of the same commune may join it in one mail. */
export const DIGEST_WINDOW = 15 * MINUTE;

/** What moved, in the words of `CommitmentMove`. */
export type NewMove = { readonly kind: MoveKind } & Partial<
  Pick<CommitmentMove, 'title' | 'fromValue' | 'toValue' | 'reason' | 'anchor'>
>;

/** Where the features tell that the public sees something else now; followers hear of it. */
@Injectable()
export class CommitmentMoves {
  constructor(
    private readonly queue: JobQueue,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /**
   * In the transaction of the change, which stays as quick with ten thousand followers as with none: one row and one job. Nothing for
   * a commitment that only its editors see.
   */
  async tell(
    manager: EntityManager,
    commitment: Pick<Commitment, 'id' | 'communeId' | 'publishedAt'>,
    move: NewMove,
  ): Promise<void> {
    if (commitment.publishedAt === null) return;
    const now = this.clock.now();
    const { id: commitmentId, communeId } = commitment;
    const id = newId(this.clock, this.randomness);
    await manager.insert(CommitmentMove, { ...move, id, communeId, commitmentId, at: now });
    await this.queue.add(
      manager,
      CLOSE_FOLLOW_DIGEST,
      { communeId },
      {
        key: `${CLOSE_FOLLOW_DIGEST}:${communeId}`,
        runAt: new Date(now.getTime() + DIGEST_WINDOW),
        keepsTime: true,
      },
    );
  }
}
