import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Closures } from '../ending/closures.service.js';
import { Subscription } from '../subscription.entity.js';
import { RenewalQuestions } from './renewal-questions.service.js';
import { ANNOUNCED_BEFORE, renewed } from './renewal-steps.js';
import { Renewal } from './renewal.entity.js';

/** The answers to the yearly question. */
@Injectable()
export class Renewals {
  constructor(
    private readonly database: DataSource,
    private readonly questions: RenewalQuestions,
    private readonly closures: Closures,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * They are still of use: another year begins, and what was suspended for want of an answer opens again. What is not the actor's to
   * answer for, or waits for no answer, is left alone, so that sending it twice changes nothing. Returns how many were renewed.
   */
  async confirm(actor: Actor, ids: readonly string[]): Promise<number> {
    const waiting = new Set((await this.questions.waitingFor(actor)).map(({ id }) => id));
    let count = 0;
    // In one order, so that two people who answer at once do not wait for each other in a circle.
    for (const id of [...new Set(ids)].filter((one) => waiting.has(one)).sort())
      if (await this.confirmOne(id)) count += 1;
    return count;
  }

  private async confirmOne(id: string): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      const lock = { mode: 'pessimistic_write' as const };
      const subscription = await manager.findOneOrFail(Subscription, { where: { id }, lock });
      const now = this.clock.now();
      const renewal = await manager.findOneByOrFail(Renewal, { subscriptionId: id });
      if (subscription.status === 'ended' || renewal.dueAt.getTime() - now.getTime() > ANNOUNCED_BEFORE) return false;
      const closure = await this.closures.goingOn(id, manager);
      if (closure !== null && closure.cause !== 'not-renewed') return false;
      if (closure === null)
        await manager.update(Renewal, { subscriptionId: id }, { ...renewed(now), confirmedAt: now });
      else await this.closures.stopCounting(manager, closure);
      return true;
    });
  }
}
