import { Inject, Injectable } from '@nestjs/common';
import { AppError, fail, isId, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, In } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction, isUniqueViolation } from '../../../platform/database/in-transaction.js';
import type { Actor } from '../../../platform/security/actor.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { dayOf } from '../news-age.js';
import type { Refusal } from '../promises/commitment-edits.service.js';
import { CommitmentHistory, difference } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { DailyFigures } from './live/daily-figures.service.js';
import { IndicatorValue } from './indicator-value.entity.js';
import { Indicator } from './indicator.entity.js';
import type { IndicatorText, NewValue } from './indicator.form.js';

export interface Measured {
  readonly indicator: Indicator;
  /** Oldest first. */
  readonly values: readonly IndicatorValue[];
}

/** The figures by which commitments are measured. */
@Injectable()
export class Indicators {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    private readonly daily: DailyFigures,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  async list(commitmentId: string): Promise<Measured[]> {
    const indicators = await this.database
      .getRepository(Indicator)
      .find({ where: { commitmentId }, order: { createdAt: 'ASC', id: 'ASC' } });
    const values = await this.database.getRepository(IndicatorValue).find({
      where: { indicatorId: In(indicators.map(({ id }) => id)) },
      order: { day: 'ASC' },
    });
    return indicators.map((indicator) => ({
      indicator,
      values: values.filter(({ indicatorId }) => indicatorId === indicator.id),
    }));
  }

  async find(actor: Actor, id: string): Promise<Measured> {
    const { part: indicator } = await this.scope.part(this.database.manager, actor, Indicator, id);
    const values = await this.database
      .getRepository(IndicatorValue)
      .find({ where: { indicatorId: id }, order: { day: 'ASC' } });
    return { indicator, values };
  }

  async add(actor: Actor, commitmentId: string, said: IndicatorText): Promise<Indicator> {
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, commitmentId, true);
      const indicator = manager.create(Indicator, {
        ...said,
        id: newId(this.clock, this.randomness),
        commitmentId,
        createdAt: this.clock.now(),
      });
      await manager.insert(Indicator, indicator as never);
      await this.history.record(manager, actor, commitment, 'indicator.added', null, { ...said });
      return indicator;
    });
  }

  /** An indicator that the portal counts by itself, with all that it counted before. */
  async follow(
    actor: Actor,
    commitmentId: string,
    source: string,
    said: IndicatorText,
  ): Promise<Result<Indicator, Refusal>> {
    try {
      return await inTransaction(this.database, async (manager) => {
        const commitment = await this.scope.commitment(manager, actor, commitmentId, true);
        const indicator = manager.create(Indicator, {
          ...said,
          id: newId(this.clock, this.randomness),
          commitmentId,
          liveSource: source,
          createdAt: this.clock.now(),
        });
        await manager.insert(Indicator, indicator as never);
        await this.daily.begin(manager, commitment.communeId, source);
        await this.history.record(manager, actor, commitment, 'indicator.added', null, { ...said });
        return ok(indicator);
      });
    } catch (error) {
      if (isUniqueViolation(error)) return fail({ field: 'source', key: 'commitments:errors.liveSource' });
      throw error;
    }
  }

  async edit(actor: Actor, id: string, said: IndicatorText): Promise<Indicator> {
    return inTransaction(this.database, async (manager) => {
      const { part: indicator, commitment } = await this.scope.part(manager, actor, Indicator, id, true);
      const { name, unit, base, target, source } = indicator;
      Object.assign(indicator, said);
      await manager.save(indicator);
      const [was, is] = difference({ name, unit, base, target, source }, { ...said });
      await this.history.record(manager, actor, commitment, 'indicator.edited', was, { ...is, name: said.name });
      return indicator;
    });
  }

  async remove(actor: Actor, id: string): Promise<string> {
    return inTransaction(this.database, async (manager) => {
      const { part: indicator, commitment } = await this.scope.part(manager, actor, Indicator, id, true);
      const values = await manager.find(IndicatorValue, { where: { indicatorId: id }, order: { day: 'ASC' } });
      await manager.delete(Indicator, { id });
      const { name, unit } = indicator;
      const kept = values.map(({ day, value }) => ({ day, value }));
      await this.history.record(manager, actor, commitment, 'indicator.removed', { name, unit, values: kept }, null);
      return commitment.id;
    });
  }

  /** One value a day: a wrong one is taken away first, and the history keeps it. */
  async addValue(actor: Actor, indicatorId: string, said: NewValue): Promise<Result<Indicator, Refusal>> {
    try {
      return await inTransaction(this.database, async (manager) => {
        const { part: indicator, commitment } = await this.scope.part(manager, actor, Indicator, indicatorId, true);
        if (indicator.liveSource !== null) return fail({ field: 'day', key: 'commitments:errors.countedByPortal' });
        if (said.day > dayOf(this.clock.now())) return fail({ field: 'day', key: 'commitments:errors.dayToCome' });
        await manager.insert(IndicatorValue, { ...said, id: newId(this.clock, this.randomness), indicatorId });
        await this.history.record(manager, actor, commitment, 'value.added', null, { name: indicator.name, ...said });
        return ok(indicator);
      });
    } catch (error) {
      if (isUniqueViolation(error)) return fail({ field: 'day', key: 'commitments:errors.dayTaken' });
      throw error;
    }
  }

  async removeValue(actor: Actor, id: string): Promise<string> {
    if (!isId(id)) throw new AppError(NOT_FOUND);
    return inTransaction(this.database, async (manager) => {
      const value = await manager.findOneBy(IndicatorValue, { id });
      if (value === null) throw new AppError(NOT_FOUND);
      const { part: indicator, commitment } = await this.scope.part(manager, actor, Indicator, value.indicatorId, true);
      if (value.origin === 'portal') throw new AppError(NOT_FOUND);
      await manager.delete(IndicatorValue, { id });
      const { day, value: number, note } = value;
      const before = { name: indicator.name, day, value: number, note };
      await this.history.record(manager, actor, commitment, 'value.removed', before, null);
      return indicator.id;
    });
  }
}
