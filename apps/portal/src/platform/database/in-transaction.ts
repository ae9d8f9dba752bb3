import type { DataSource, EntityManager } from 'typeorm';

/** PostgreSQL asks to try again: serialization failure, deadlock. */
const TRY_AGAIN = new Set(['40001', '40P01']);

/**
 * Runs `work` in one transaction, again up to twice when PostgreSQL asks for it. `work` must not call the outside:
 * commit a job instead, and the worker does it.
 */
export async function inTransaction<Value>(
  database: DataSource,
  work: (manager: EntityManager) => Promise<Value>,
): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (attempt >= 3 || !TRY_AGAIN.has(String((error as { code?: unknown }).code))) throw error;
    }
  }
}

/** Whether `error` is PostgreSQL's refusal of a duplicate, of `constraint` when one is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const { code, constraint: violated } = error as { code?: string; constraint?: string };
  return code === '23505' && (constraint === undefined || violated === constraint);
}
