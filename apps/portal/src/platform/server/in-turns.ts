import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/**
 * Begins one request in each turn of the event loop. When many arrive at the same moment, whoever wants something that is ready meanwhile
 * waits for one of them to begin, not for all.
 */
export function inTurns(handle: RequestListener): RequestListener {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  // What is planned while immediates run comes after the next look at the sockets.
  const begin = (): void => {
    const [request, response] = waiting.shift()!;
    if (waiting.length > 0) setImmediate(begin);
    handle(request as never, response as never);
  };
  return (request, response) => {
    if (waiting.push([request, response]) === 1) setImmediate(begin);
  };
}
