import { Inject, Injectable } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CommitmentHistory, difference } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { Spending } from './spending.entity.js';
import type { SpendingLine } from './spending.form.js';

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

  async add(actor: Actor, commitmentId: string, { amount, ...said }: SpendingLine): Promise<Spending> {
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, commitmentId, true);
      const spending = manager.create(Spending, {
        ...said,
        amountCents: amount,
        id: newId(this.clock, this.randomness),
        commitmentId,
        createdAt: this.clock.now(),
      });
      await manager.insert(Spending, spending as never);
      await this.history.record(manager, actor, commitment, 'spending.added', null, told(spending));
      return spending;
    });
  }

  async edit(actor: Actor, id: string, { amount, ...said }: SpendingLine): Promise<Spending> {
    return inTransaction(this.database, async (manager) => {
      const { part: spending, commitment } = await this.scope.part(manager, actor, Spending, id, true);
      const before = told(spending);
      Object.assign(spending, said, { amountCents: amount });
      await manager.save(spending);
      const [was, is] = difference(before, told(spending));
      await this.history.record(manager, actor, commitment, 'spending.edited', was, {
        ...is,
        year: spending.year,
        nature: spending.nature,
      });
      return spending;
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

function told({ year, nature, budget, amountCents, software, sharedWith, note }: Spending): Record<string, unknown> {
  return { year, nature, budget, amountCents, software, sharedWith, note };
}
