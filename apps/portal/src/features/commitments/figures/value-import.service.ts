import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource, type EntityManager } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { readForm } from '../../../platform/forms/read-form.js';
import type { Actor } from '../../../platform/security/actor.js';
import { dayOf } from '../news-age.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { readTable, type TableProblem } from '../tables/csv-table.js';
import type { TableOutcome } from '../tables/table-imports.service.js';
import { IndicatorValue } from './indicator-value.entity.js';
import { Indicator } from './indicator.entity.js';
import { valueForm, type NewValue } from './indicator.form.js';

export const valueColumns = { required: ['jour', 'valeur'], optional: ['remarque'] } as const;

const COLUMNS: Readonly<Record<string, string>> = { day: 'jour', value: 'valeur', note: 'remarque' };

/** Dated values as a table, all or none. */
@Injectable()
export class ValueImport {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** `write` false: only looks through. Days are `2026-03-12` or `12/03/2026`. */
  async run(
    actor: Actor,
    indicatorId: string,
    text: string,
    write: boolean,
  ): Promise<Result<TableOutcome, TableProblem[]>> {
    const table = readTable(text, valueColumns.required, valueColumns.optional);
    if (!table.ok) return table;
    return inTransaction(this.database, async (manager) => {
      const { part: indicator, commitment } = await this.scope.part(manager, actor, Indicator, indicatorId, true);
      if (indicator.liveSource !== null) {
        return fail([{ row: 1, column: '', key: 'commitments:errors.countedByPortal' }]);
      }
      const problems: TableProblem[] = [];
      const values: NewValue[] = [];
      const today = dayOf(this.clock.now());
      const taken = await daysOf(manager, indicatorId);
      for (const { row, cells } of table.value) {
        const read = readForm(valueForm, {
          day: cells['jour'],
          value: cells['valeur'],
          note: cells['remarque'] ?? '',
        });
        if (!read.ok) {
          for (const [field, { key, params }] of Object.entries(read.error.errors)) {
            problems.push({ row, column: COLUMNS[field] ?? '', key, ...(params === undefined ? {} : { params }) });
          }
          continue;
        }
        if (read.value.day > today) problems.push({ row, column: 'jour', key: 'commitments:errors.dayToCome' });
        if (taken.has(read.value.day)) problems.push({ row, column: 'jour', key: 'commitments:errors.dayTaken' });
        taken.add(read.value.day);
        values.push(read.value);
      }
      if (problems.length > 0) return fail(problems);
      const outcome = { rows: values.length, told: [] };
      if (!write) return ok(outcome);
      await manager.insert(
        IndicatorValue,
        values.map((value) => ({
          ...value,
          id: newId(this.clock, this.randomness),
          indicatorId,
          origin: 'csv' as const,
        })),
      );
      const after = { name: indicator.name, count: values.length };
      await this.history.record(manager, actor, commitment, 'values.imported', null, after);
      return ok(outcome);
    });
  }
}

async function daysOf(manager: EntityManager, indicatorId: string): Promise<Set<string>> {
  const values = await manager.find(IndicatorValue, { where: { indicatorId }, select: { day: true } });
  return new Set(values.map(({ day }) => day));
}
