import { AppError } from '@ronron/kernel';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';

/**
 * A slug from an address.
 * @throws AppError `not-found` for anything else: it names nothing.
 */
export function knownSlug(slug: string): string {
  if (!/^[a-z0-9-]{1,80}$/.test(slug)) throw new AppError(NOT_FOUND);
  return slug;
}
