import type { FastifyRequest } from 'fastify';
import { keepingTheOldOne } from './session-store.js';

/** What a session may hold that belongs to nobody and proves nothing: it only keeps a form open. */
const OPENS_NOTHING: ReadonlySet<string> = new Set(['cookie', 'stored', '_csrf', 'flash', 'linkAsker']);

/**
 * Another session takes this one's place, under another identifier and empty, since something is about to be proved in it (session fixation).
 * The old one ends, unless it only kept a form open: whoever pressed that form's button twice then reads what became of the first time,
 * rather than that the form expired.
 *
 * @param renew what has the session plugin do so.
 */
export async function renewSession(
  request: FastifyRequest,
  renew: () => Promise<void> = () => request.session.regenerate(),
): Promise<void> {
  const onlyForms = Object.entries(request.session).every(
    ([name, value]) => value === undefined || OPENS_NOTHING.has(name),
  );
  await (onlyForms ? keepingTheOldOne(renew) : renew());
}
