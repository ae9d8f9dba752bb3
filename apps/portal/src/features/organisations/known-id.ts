import { AppError, isId } from '@ronron/kernel';
import { NOT_FOUND } from '../../platform/security/security.errors.js';

/** An id from the address. @throws AppError `not-found` for what cannot be one. */
export function knownId(id: string): string {
  if (!isId(id)) throw new AppError(NOT_FOUND);
  return id;
}
