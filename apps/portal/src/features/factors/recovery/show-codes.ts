import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Flash } from '../../../platform/pages/pages.js';
import type { ShownOnce } from '../../../platform/security/shown-once.js';

/** Shows recovery codes that were just made, the only time that they can be read. */
export const CODES_PAGE = '/compte/securite/codes';

/** Leads from the form that made them to the page that shows them. */
export function showCodes(
  shownOnce: ShownOnce,
  request: FastifyRequest,
  reply: FastifyReply,
  codes: readonly string[],
  flash: Flash,
): Promise<void> {
  return shownOnce.goTo(request, reply, CODES_PAGE, codes, flash);
}
