import { AppError, isId } from '@ronron/kernel';
import { NOT_FOUND } from './security.errors.js';

/**
 * An id from an address, fit for PostgreSQL.
 * @throws AppError `not-found` for anything else: it names nothing.
 */
export function knownId(id: string): string {
  if (!isId(id)) throw new AppError(NOT_FOUND);
  return id;
}
