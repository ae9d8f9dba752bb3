import type { z } from 'zod';
import { requiredText } from '../../../platform/forms/form-fields.js';

/** What mail programs turn into a link: an address with its protocol, or what looks like a domain. */
const LINK = /:\/\/|\bwww\.|[\p{L}\p{N}-]{2,}\.\p{L}{2,}|@/iu;

/**
 * The name to show. Mails greet people by it, the confirmation of an address that may be a stranger's among them: a
 * name that holds a link would make the portal carry advertisements.
 */
export function displayName(): z.ZodType<string> {
  return requiredText('accounts:errors.nameMissing', 80).refine((name) => !LINK.test(name), {
    error: 'accounts:errors.nameLink',
  });
}
