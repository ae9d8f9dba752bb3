import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { PreparedPages } from './prepared-pages.js';

/** Milliseconds between two beginnings while visitors come: about the work of one. */
const BETWEEN = 2;

/**
 * Begins one request in each turn of the event loop, and while visitors come one every two milliseconds. When many arrive at the same moment,
 * whoever wants something that is ready meanwhile waits for one of them, not for all.
 */
export function inTurns(handle: RequestListener, pages: Pick<PreparedPages, 'areVisited'>): RequestListener {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  // What is planned while immediates run comes after the next look at the sockets.
  const plan = (): unknown => (pages.areVisited ? setTimeout(begin, BETWEEN) : setImmediate(begin));
  const begin = (): void => {
    const [request, response] = waiting.shift()!;
    if (waiting.length > 0) plan();
    handle(request as never, response as never);
  };
  return (request, response) => {
    if (waiting.push([request, response]) === 1) plan();
  };
}
