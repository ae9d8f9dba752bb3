import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Flash, Pages } from '../../../platform/pages/pages.js';
import { securityCrumbs } from '../overview/security-crumbs.js';

/** The page that shows recovery codes, the only time that they can be read. It answers the form that made them. */
export async function showCodes(
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  codes: readonly string[],
  flash: Flash,
): Promise<void> {
  const model = {
    codes,
    email: request.actor?.email ?? '',
    done: pages.text(request, { key: flash.key, params: { ...flash.params } }),
  };
  const options = { title: 'factors:codes.title', breadcrumbs: securityCrumbs, noIndex: true };
  await pages.show(request, reply, 'factors/codes', model, options);
}
