import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, In, IsNull, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../../platform/config/tokens.js';
import { inTransaction } from '../../../../platform/database/in-transaction.js';
import { JobQueue } from '../../../../platform/jobs/job-queue.js';
import { JobTasks } from '../../../../platform/jobs/job-tasks.js';
import { FollowMails } from '../follows/follow-mails.service.js';
import { WITH_TARGET } from '../follows/follow-target.js';
import { Follow } from '../follows/follow.entity.js';
import { CommitmentMove } from '../moves/commitment-move.entity.js';
import { CLOSE_FOLLOW_DIGEST } from '../moves/commitment-moves.service.js';
import { FollowDigest } from './follow-digest.entity.js';
import { MoveWords } from './move-words.service.js';

/** The name of the queue's task; its payload is the digest's id alone. */
export const MAIL_FOLLOW_DIGEST = 'mail-follow-digest';

/** So many are told in one transaction, and one job. */
const PAGE = 100;

/**
 * Tells followers what moved: the moves of a quarter of an hour become one digest, its mails are written by pages. Mails and the place
 * reached stand in one transaction: killed anywhere, it goes on where it was, and nobody is told twice.
 */
@Injectable()
export class FollowDigests implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: JobTasks,
    private readonly queue: JobQueue,
    private readonly mails: FollowMails,
    private readonly words: MoveWords,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  onModuleInit(): void {
    this.tasks.register(CLOSE_FOLLOW_DIGEST, ({ communeId }: { communeId: string }) => this.close(communeId));
    this.tasks.register(MAIL_FOLLOW_DIGEST, ({ id }: { id: string }) => this.mailPage(id));
  }

  /** What waits becomes a digest; what moves from now on waits for the next one. */
  private async close(communeId: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const id = newId(this.clock, this.randomness);
      const { affected } = await manager.update(CommitmentMove, { communeId, digestId: IsNull() }, { digestId: id });
      if (affected === 0) return;
      await manager.insert(FollowDigest, { id, communeId, closedAt: this.clock.now() });
      await this.queue.add(manager, MAIL_FOLLOW_DIGEST, { id }, { key: `${MAIL_FOLLOW_DIGEST}:${id}` });
    });
  }

  private async mailPage(id: string): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const digest = await manager.findOne(FollowDigest, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (digest === null || digest.finishedAt !== null) return;
      const moves = await manager.find(CommitmentMove, {
        where: { digestId: id },
        relations: { commitment: { commune: true, measure: true } },
        order: { id: 'ASC' },
      });
      const ids = await this.nextFollows(manager, digest, moves);
      const follows = await manager.find(Follow, {
        where: { id: In(ids) },
        relations: WITH_TARGET,
        order: { id: 'ASC' },
      });
      for (const follow of follows) if (await this.tell(manager, follow, moves)) digest.mails++;
      if (ids.length < PAGE) digest.finishedAt = this.clock.now();
      else digest.toldUpTo = ids.at(-1)!;
      await manager.save(digest);
      if (digest.finishedAt === null)
        await this.queue.add(manager, MAIL_FOLLOW_DIGEST, { id }, { key: `${MAIL_FOLLOW_DIGEST}:${id}` });
    });
  }

  /**
   * Whoever follows both the commune and a commitment, or with an account and by its address, is told once: by the widest, then by the
   * account.
   */
  private async nextFollows(
    manager: EntityManager,
    { communeId, toldUpTo }: FollowDigest,
    moves: readonly CommitmentMove[],
  ): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `WITH told AS (
         SELECT follow.id, follow.commune_id, follow.commitment_id, follow.account_id,
                COALESCE(follow.email, account.email) AS address
         FROM follow LEFT JOIN account ON account.id = follow.account_id
         WHERE follow.confirmed_at IS NOT NULL AND (follow.commune_id = $1 OR follow.commitment_id = ANY($2))
           AND (account.id IS NULL OR (account.bounced_at IS NULL AND account.suspended_at IS NULL))
       )
       SELECT told.id FROM told
       WHERE ($3::uuid IS NULL OR told.id > $3) AND NOT EXISTS (
         SELECT 1 FROM told AS wider
         WHERE wider.address = told.address
           AND (wider.commune_id IS NOT NULL OR wider.commitment_id = told.commitment_id)
           AND (wider.commune_id IS NULL, wider.account_id IS NULL, wider.id)
             < (told.commune_id IS NULL, told.account_id IS NULL, told.id)
       )
       ORDER BY told.id LIMIT $4`,
      [communeId, [...new Set(moves.map(({ commitmentId }) => commitmentId))], toldUpTo, PAGE],
    );
    return rows.map(({ id }) => id);
  }

  /** Only what moved since they follow; false when that is nothing. */
  private async tell(manager: EntityManager, follow: Follow, moves: readonly CommitmentMove[]): Promise<boolean> {
    const theirs = moves.filter(
      ({ commitmentId, at }) =>
        (follow.communeId !== null || follow.commitmentId === commitmentId) && at >= follow.confirmedAt!,
    );
    if (theirs.length === 0) return false;
    const locale = follow.account?.locale ?? follow.locale;
    const params = { subject: this.words.subject(theirs, locale), news: this.words.news(theirs, locale) };
    await this.mails.tell(manager, follow, 'moved', params);
    return true;
  }
}
