import { Inject, Injectable } from '@nestjs/common';
import { fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CommitmentAction } from '../actions/commitment-action.entity.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory, difference } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { Spending } from './spending.entity.js';
import type { SpendingLine, SpendingRow } from './spending.form.js';
import { writePartners } from './spending-partners.js';

const NO_ACTION: Refusal = { field: 'actionId', key: 'ui:errors.choice' };

/** What commitments cost, line by line. */
@Injectable()
export class Spendings {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async list(commitmentId: string): Promise<Spending[]> {
    return this.database
      .getRepository(Spending)
      .find({ where: { commitmentId }, order: { year: 'DESC', nature: 'ASC', id: 'ASC' } });
  }

  async find(actor: Actor, id: string): Promise<Spending> {
    return (await this.scope.part(this.database.manager, actor, Spending, id)).part;
  }

  async add(actor: Actor, commitmentId: string, said: SpendingLine): Promise<Result<Spending, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, commitmentId, true);
      if (!(await isActionOf(manager, commitment.id, said.actionId))) return fail(NO_ACTION);
      const spending = manager.create(Spending, {
        ...stored(said),
        id: newId(this.clock, this.randomness),
        commitmentId,
        createdAt: this.clock.now(),
      });
      await manager.insert(Spending, spending as never);
      await this.history.record(manager, actor, commitment, 'spending.added', null, told(spending));
      return ok(spending);
    });
  }

  async edit(actor: Actor, id: string, said: SpendingLine): Promise<Result<Spending, Refusal>> {
    return inTransaction(this.database, async (manager) => {
      const { part: spending, commitment } = await this.scope.part(manager, actor, Spending, id, true);
      if (!(await isActionOf(manager, commitment.id, said.actionId))) return fail(NO_ACTION);
      const before = told(spending);
      Object.assign(spending, stored(said));
      await manager.save(spending);
      const [was, is] = difference(before, told(spending));
      await this.history.record(manager, actor, commitment, 'spending.edited', was, {
        ...is,
        year: spending.year,
        nature: spending.nature,
      });
      return ok(spending);
    });
  }

  async remove(actor: Actor, id: string): Promise<string> {
    return inTransaction(this.database, async (manager) => {
      const { part: spending, commitment } = await this.scope.part(manager, actor, Spending, id, true);
      await manager.delete(Spending, { id });
      await this.history.record(manager, actor, commitment, 'spending.removed', told(spending), null);
      return commitment.id;
    });
  }
}

/** The columns of what a form or a row says. */
export function stored<Said extends SpendingRow>({
  amount,
  saving,
  ...said
}: Said): Omit<Said, 'amount' | 'saving'> & { amountCents: number; savingCents: number | null } {
  return { ...said, amountCents: amount, savingCents: saving };
}

/** What the history keeps of a line. */
export function told(line: Spending): Record<string, unknown> {
  const { year, nature, budget, amountCents, software, partners, publishedUrl, note, savingCents, savingMethod } = line;
  const shared = writePartners(partners);
  return { year, nature, budget, amountCents, software, shared, publishedUrl, note, savingCents, savingMethod };
}

async function isActionOf(manager: EntityManager, commitmentId: string, actionId: string | null): Promise<boolean> {
  if (actionId === null) return true;
  return isId(actionId) && manager.existsBy(CommitmentAction, { id: actionId, commitmentId });
}
