import { Inject, Injectable } from '@nestjs/common';
import { fail, newId, ok, type Clock, type Randomness, type Result } from '@ronron/kernel';
import { DataSource } from 'typeorm';
import { CLOCK, RANDOMNESS } from '../../../platform/config/tokens.js';
import { inTransaction } from '../../../platform/database/in-transaction.js';
import { readForm } from '../../../platform/forms/read-form.js';
import type { Actor } from '../../../platform/security/actor.js';
import { CommitmentAction } from '../actions/commitment-action.entity.js';
import { CommitmentHistory } from '../promises/commitment-history.service.js';
import { CommitmentScope } from '../promises/commitment-scope.service.js';
import { readTable, type TableProblem, type TableRow } from '../tables/csv-table.js';
import type { TableOutcome } from '../tables/table-imports.service.js';
import { spendingRow, type SpendingRow } from './spending.form.js';
import { budgetOf, natureOf, SPENDING_COLUMNS, spendingColumns } from './spending-table.js';
import { Spending } from './spending.entity.js';
import { stored } from './spendings.service.js';

interface Line {
  readonly said: SpendingRow;
  readonly actionId: string | null;
}

/** Spendings as a table: years of them at once, all or none. */
@Injectable()
export class SpendingImport {
  constructor(
    private readonly database: DataSource,
    private readonly scope: CommitmentScope,
    private readonly history: CommitmentHistory,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** `write` false: only looks through. */
  async run(
    actor: Actor,
    commitmentId: string,
    text: string,
    write: boolean,
  ): Promise<Result<TableOutcome, TableProblem[]>> {
    const { required, optional } = spendingColumns;
    const table = readTable(text, required, optional);
    if (!table.ok) return table;
    return inTransaction(this.database, async (manager) => {
      const commitment = await this.scope.commitment(manager, actor, commitmentId, true);
      const actions = await manager.findBy(CommitmentAction, { commitmentId });
      const problems: TableProblem[] = [];
      const lines = table.value.map((row) => readLine(row, actions, problems));
      if (problems.length > 0) return fail(problems);
      const rows = lines.map(({ said, actionId }) => ({
        ...stored(said),
        actionId,
        id: newId(this.clock, this.randomness),
        commitmentId,
        createdAt: this.clock.now(),
      }));
      const cents = rows.reduce((sum, { amountCents }) => sum + amountCents, 0);
      const outcome = { rows: rows.length, told: byYear(rows) };
      if (!write) return ok(outcome);
      await manager.insert(Spending, rows as never);
      const after = { count: rows.length, amountCents: cents };
      await this.history.record(manager, actor, commitment, 'spendings.imported', null, after);
      return ok(outcome);
    });
  }
}

function readLine({ row, cells }: TableRow, actions: readonly CommitmentAction[], problems: TableProblem[]): Line {
  const values = Object.fromEntries(
    Object.entries(SPENDING_COLUMNS).map(([field, column]) => [field, cells[column] ?? '']),
  );
  const read = readForm(spendingRow, {
    ...values,
    nature: natureOf(values['nature']!),
    budget: budgetOf(values['budget']!),
  });
  const paid = actionOf(cells, actions);
  if (!paid.ok) problems.push({ row, ...paid.error });
  if (!read.ok) {
    for (const [field, { key, params }] of Object.entries(read.error.errors)) {
      const column = SPENDING_COLUMNS[field as keyof typeof SPENDING_COLUMNS] ?? '';
      const name = column === 'nature' || column === 'budget' ? `commitments:tables.${column}` : key;
      problems.push({ row, column, key: name, ...(params === undefined ? {} : { params }) });
    }
    return { said: {} as SpendingRow, actionId: null };
  }
  return { said: read.value, actionId: paid.ok ? paid.value : null };
}

/** The action that a row names by its title, or by its identifier where two have the same title; null for none. */
function actionOf(
  cells: TableRow['cells'],
  actions: readonly CommitmentAction[],
): Result<string | null, Pick<TableProblem, 'column' | 'key'>> {
  const id = (cells['id_action'] ?? '').trim().toLowerCase();
  const title = (cells['action'] ?? '').trim();
  const named = actions.filter((one) => one.id === title || one.title === title);
  const wrong = (column: string, name: string): Result<never, Pick<TableProblem, 'column' | 'key'>> =>
    fail({ column, key: `commitments:tables.${name}` });
  if (id !== '') {
    if (!actions.some((one) => one.id === id)) return wrong('id_action', 'noActionId');
    // A title that was changed since names nothing any more: the identifier holds.
    const isOther = named.length > 0 && named.every((one) => one.id !== id);
    return isOther ? wrong('id_action', 'otherAction') : ok(id);
  }
  if (title === '') return ok(null);
  if (named.length > 1) return wrong('action', 'severalActions');
  return named[0] === undefined ? wrong('action', 'noAction') : ok(named[0].id);
}

/** `2024 : 12 500,00 €`, to be looked at before it is written. */
function byYear(rows: readonly { year: number; amountCents: number }[]): string[] {
  const sums = new Map<number, number>();
  for (const { year, amountCents } of rows) sums.set(year, (sums.get(year) ?? 0) + amountCents);
  const euros = new Intl.NumberFormat('fr', { style: 'currency', currency: 'EUR' });
  return [...sums].sort(([a], [b]) => a - b).map(([year, cents]) => `${year} : ${euros.format(cents / 100)}`);
}
