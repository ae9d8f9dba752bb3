import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pages } from '../../../platform/pages/pages.js';
import type { DeadLink } from './account-tokens.service.js';

/** Where somebody whose link does nothing any more goes on. */
export interface WayOn {
  readonly href: string;
  /** Locale key. */
  readonly action: string;
}

/**
 * The page of a link that does nothing: 410 when it once did, 404 when it never was one. What it says depends on the
 * link alone, never on who has an account.
 */
export async function showDeadLink(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  reason: DeadLink,
  wayOn: WayOn,
): Promise<void> {
  const title = `accounts:deadLink.${reason}.title`;
  const model = { title, body: `accounts:deadLink.${reason}.body`, wayOn };
  const options = { title, status: reason === 'unknown' ? 404 : 410, noIndex: true };
  await pages.show(request, reply, 'accounts/dead-link', model, options);
}
