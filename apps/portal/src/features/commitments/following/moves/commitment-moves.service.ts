import { Inject, Injectable } from '@nestjs/common';
import { MINUTE, newId, type Clock, type Randomness } from '@ronron/kernel';
import type { EntityManager } from 'typeorm';
import type { PortalSettings } from '../../../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../../../platform/config/tokens.js';
import { JobQueue } from '../../../../platform/jobs/job-queue.js';
import { WebhookDeliveries } from '../../../webhooks/webhook-deliveries.service.js';
import type { MovedCommitment } from '../../../webhooks/webhook-message.js';
import type { Commitment } from '../../promises/commitment.entity.js';
import { CommitmentMove, pathOfMove, type MoveKind } from './commitment-move.entity.js';

/** The name of the queue's task; its payload is the commune's id alone. */
export const CLOSE_FOLLOW_DIGEST = 'close-follow-digest';

/** From the first move on, so long others of the same commune may join it in one mail. */
export const DIGEST_WINDOW = 15 * MINUTE;

/** What moved, in the words of `CommitmentMove`. */
export type NewMove = { readonly kind: MoveKind } & Partial<
  Pick<CommitmentMove, 'title' | 'fromValue' | 'toValue' | 'reason' | 'place'>
>;

/** Where the features tell that the public sees something else now; followers and programs hear of it. */
@Injectable()
export class CommitmentMoves {
  constructor(
    private readonly queue: JobQueue,
    private readonly webhooks: WebhookDeliveries,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
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
    if (await this.webhooks.areWanted(manager, communeId))
      await this.webhooks.commitmentMoved(manager, communeId, await this.toldOf(manager, id));
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

  private async toldOf(manager: EntityManager, moveId: string): Promise<MovedCommitment> {
    const move = await manager.findOneOrFail(CommitmentMove, {
      where: { id: moveId },
      relations: { commitment: { commune: true, measure: true } },
    });
    const { kind, commitmentId, title, fromValue, toValue, reason } = move;
    const { commune, measure } = move.commitment!;
    const { publicUrl } = this.settings;
    return {
      move: moveId,
      kind,
      commitment: {
        id: commitmentId,
        url: `${publicUrl}/api/v1/engagements/${commitmentId}`,
        page: publicUrl + pathOfMove(move),
        commune: commune!.inseeCode,
        measure: measure!.key,
      },
      title,
      from: fromValue,
      to: toValue,
      reason,
    };
  }
}
