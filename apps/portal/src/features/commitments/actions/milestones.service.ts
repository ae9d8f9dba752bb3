import { Inject, Injectable } from '@nestjs/common';
import { AppError, isId, newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, In, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { CommitmentMoves } from '../following/moves/commitment-moves.service.js';
import { dayOf } from '../news-age.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import type { NewMilestone } from './action.form.js';
import { ActionMilestone } from './action-milestone.entity.js';
import { actionPlace, CommitmentAction } from './commitment-action.entity.js';

/** The steps of actions. */
@Injectable()
export class Milestones {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    private readonly moves: CommitmentMoves,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** In the order in which they are due, those without a day last. */
  async of(actionIds: readonly string[]): Promise<ActionMilestone[]> {
    if (actionIds.length === 0) return [];
    return this.database.getRepository(ActionMilestone).find({
      where: { actionId: In([...actionIds]) },
      order: { dueOn: { direction: 'ASC', nulls: 'LAST' }, id: 'ASC' },
    });
  }

  async add(actor: Actor, actionId: string, said: NewMilestone): Promise<void> {
    await inTransaction(this.database, async (manager) => {
      const { part: action, commitment } = await this.scope.part(manager, actor, CommitmentAction, actionId, true);
      await manager.insert(ActionMilestone, {
        ...said,
        id: newId(this.clock, this.randomness),
        actionId,
        reachedOn: null,
      });
      const after = { actionTitle: action.title, milestone: said.title, dueOn: said.dueOn };
      await this.history.record(manager, actor, commitment, 'milestone.added', null, after);
    });
  }

  /** Today. Reached already: nothing changes. Gives the id of its action. */
  async reach(actor: Actor, id: string): Promise<string> {
    return inTransaction(this.database, async (manager) => {
      const { milestone, commitment } = await this.locked(manager, actor, id);
      if (milestone.reachedOn !== null) return milestone.actionId;
      const reachedOn = dayOf(this.clock.now());
      await manager.update(ActionMilestone, { id }, { reachedOn });
      const after = { milestone: milestone.title, reachedOn };
      await this.history.record(manager, actor, commitment, 'milestone.reached', null, after);
      await this.moves.tell(manager, commitment, {
        kind: 'milestone',
        title: milestone.title,
        place: actionPlace(milestone.actionId),
      });
      return milestone.actionId;
    });
  }

  /** Gives the id of its action. */
  async remove(actor: Actor, id: string): Promise<string> {
    return inTransaction(this.database, async (manager) => {
      const { milestone, commitment } = await this.locked(manager, actor, id);
      await manager.delete(ActionMilestone, { id });
      const { title, dueOn, reachedOn } = milestone;
      const before = { milestone: title, dueOn, reachedOn };
      await this.history.record(manager, actor, commitment, 'milestone.removed', before, null);
      return milestone.actionId;
    });
  }

  private async locked(
    manager: EntityManager,
    actor: Actor,
    id: string,
  ): Promise<{ milestone: ActionMilestone; commitment: Commitment }> {
    const found = isId(id) ? await manager.findOneBy(ActionMilestone, { id }) : null;
    if (found === null) throw new AppError(NOT_FOUND);
    const { commitment } = await this.scope.part(manager, actor, CommitmentAction, found.actionId, true);
    const milestone = await manager.findOneBy(ActionMilestone, { id });
    if (milestone === null) throw new AppError(NOT_FOUND);
    return { milestone, commitment };
  }
}
