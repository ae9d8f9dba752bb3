import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CommitmentMoves } from '../following/moves/commitment-moves.service.js';
import { dayOf } from '../news-age.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory, difference } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import type { Commitment } from '../promises/commitment.entity.js';
import type { ActionChange, NewAction } from './action.form.js';
import { actionPlace, CommitmentAction } from './commitment-action.entity.js';

/** What is done for a commitment, in the order that the editors gave. */
@Injectable()
export class CommitmentActions {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    private readonly moves: CommitmentMoves,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async list(commitmentId: string): Promise<CommitmentAction[]> {
    return this.database.getRepository(CommitmentAction).find({
      where: { commitmentId },
      order: { position: 'ASC', id: 'ASC' },
    });
  }

  async find(actor: Actor, id: string): Promise<CommitmentAction> {
    return (await this.scope.part(this.database.manager, actor, CommitmentAction, id)).part;
  }

  async add(actor: Actor, commitmentId: string, said: NewAction): Promise<CommitmentAction> {
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, commitmentId, true);
      const last = await manager.maximum(CommitmentAction, 'position', { commitmentId });
      const action = manager.create(CommitmentAction, {
        ...this.dated(said),
        id: newId(this.clock, this.randomness),
        commitmentId,
        position: (last ?? 0) + 1,
        version: 1,
      });
      await manager.insert(CommitmentAction, action as never);
      await this.history.record(manager, actor, commitment, 'action.added', null, told(action));
      await this.progressed(manager, commitment, action, '');
      return action;
    });
  }

  async edit(actor: Actor, id: string, said: ActionChange): Promise<Result<CommitmentAction, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: action, commitment } = await this.scope.part(manager, actor, CommitmentAction, id, true);
      if (action.version !== said.version) return fail({ field: 'form', key: 'commitments:errors.changed' });
      const before = told(action);
      Object.assign(action, this.dated(said), { version: said.version + 1 });
      await manager.save(action);
      const changes = difference(before, told(action));
      await this.history.record(manager, actor, commitment, 'action.edited', ...withTitle(changes, action));
      await this.progressed(manager, commitment, action, String(before['state']));
      return ok(action);
    });
  }

  /** One click: done today. Done already: nothing changes. */
  async finish(actor: Actor, id: string): Promise<CommitmentAction> {
    return inTransaction(this.database, async (manager) => {
      const { part: action, commitment } = await this.scope.part(manager, actor, CommitmentAction, id, true);
      if (action.state === 'done') return action;
      const before = told(action);
      Object.assign(action, { state: 'done', doneOn: dayOf(this.clock.now()), version: action.version + 1 });
      await manager.save(action);
      const changes = difference(before, told(action));
      await this.history.record(manager, actor, commitment, 'action.edited', ...withTitle(changes, action));
      await this.progressed(manager, commitment, action, String(before['state']));
      return action;
    });
  }

  /** Changes places with the one before or after. */
  async move(actor: Actor, id: string, direction: 'up' | 'down'): Promise<CommitmentAction> {
    return inTransaction(this.database, async (manager) => {
      const { part: action, commitment } = await this.scope.part(manager, actor, CommitmentAction, id, true);
      const all = await manager.find(CommitmentAction, {
        where: { commitmentId: commitment.id },
        order: { position: 'ASC', id: 'ASC' },
      });
      const from = all.findIndex((one) => one.id === id);
      const to = direction === 'up' ? from - 1 : from + 1;
      if (to < 0 || to >= all.length) return action;
      [all[from], all[to]] = [all[to]!, all[from]!];
      for (const [index, one] of all.entries()) {
        if (one.position !== index + 1) await manager.update(CommitmentAction, { id: one.id }, { position: index + 1 });
      }
      const { title } = action;
      await this.history.record(
        manager,
        actor,
        commitment,
        'action.moved',
        { title, place: from + 1 },
        { title, place: to + 1 },
      );
      return action;
    });
  }

  async remove(actor: Actor, id: string): Promise<string> {
    return inTransaction(this.database, async (manager) => {
      const { part: action, commitment } = await this.scope.part(manager, actor, CommitmentAction, id, true);
      await manager.delete(CommitmentAction, { id });
      await this.history.record(manager, actor, commitment, 'action.removed', told(action), null);
      const { title, state } = action;
      await this.moves.tell(manager, commitment, { kind: 'progress', title, fromValue: state, toValue: '' });
      return commitment.id;
    });
  }

  /** Followers hear of an action that is in another state now; empty before it was there. */
  private async progressed(
    manager: EntityManager,
    commitment: Commitment,
    { id, title, state: toValue }: CommitmentAction,
    fromValue: string,
  ): Promise<void> {
    if (fromValue === toValue) return;
    const place = actionPlace(id);
    await this.moves.tell(manager, commitment, { kind: 'progress', title, fromValue, toValue, place });
  }

  /** A day of completion goes with being done, and with nothing else. */
  private dated(said: NewAction): NewAction {
    return { ...said, doneOn: said.state === 'done' ? (said.doneOn ?? dayOf(this.clock.now())) : null };
  }
}

function told({ title, state, startsOn, dueOn, doneOn }: CommitmentAction): Record<string, unknown> {
  return { title, state, startsOn, dueOn, doneOn };
}

type Sides = [Record<string, unknown>, Record<string, unknown>];

/** The history says which action it was, even when its title did not change. */
function withTitle([before, after]: Sides, { title }: CommitmentAction): Sides {
  return [
    { title, ...before },
    { ...after, title },
  ];
}
