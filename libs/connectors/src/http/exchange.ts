import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { done, failed, type Failed, type Outcome } from '../contract/outcome.js';
import type { Approval } from '../network/approval.js';
import { checkedLookup, RefusedAddress, type Resolve } from '../network/checked-lookup.js';
import { outcomeOfError } from '../network/failure-of-error.js';
import type { HttpAnswer, HttpRequest } from './http-client.js';

export interface ExchangeLimits {
  readonly approval: Approval;
  readonly maxBytes: number;
  readonly resolve: Resolve;
  readonly deadline: AbortSignal;
}

/** One request and its whole answer, with no redirect followed, on a connection of its own. */
export function sendOnce(url: URL, request: HttpRequest, limits: ExchangeLimits): Promise<Outcome<HttpAnswer>> {
  return new Promise((settle) => {
    const expired = (): Failed => failed('timeout', `${url.host} took too long.`);
    if (limits.deadline.aborted) return settle(expired());

    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: request.method,
      headers: { ...request.headers, ...lengthOf(request.body), 'accept-encoding': 'identity' },
      agent: false,
      lookup: checkedLookup(url, limits.approval, limits.resolve),
    });
    const finish = (outcome: Outcome<HttpAnswer>): void => {
      limits.deadline.removeEventListener('abort', expire);
      settle(outcome);
      outgoing.destroy();
    };
    const expire = (): void => finish(expired());
    limits.deadline.addEventListener('abort', expire, { once: true });

    outgoing.on('error', (error) => {
      finish(error instanceof RefusedAddress ? error.refusal : outcomeOfError(error, url.host));
    });
    outgoing.on('response', (incoming) => readAnswer(incoming, url, limits.maxBytes, finish));
    outgoing.end(request.body);
  });
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

function readAnswer(
  incoming: IncomingMessage,
  url: URL,
  maxBytes: number,
  finish: (outcome: Outcome<HttpAnswer>) => void,
): void {
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    return finish(failed('bad-answer', `${url.host} answered with an encoding not asked for.`));
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) finish(failed('bad-answer', `${url.host} answered with more than ${maxBytes} bytes.`));
    else chunks.push(chunk);
  });
  incoming.on('error', () => finish(failed('bad-answer', `${url.host} broke off in the middle of its answer.`)));
  incoming.on('end', () => {
    if (!incoming.complete) return finish(failed('bad-answer', `${url.host} broke off in the middle of its answer.`));
    finish(
      done({
        status: incoming.statusCode ?? 0,
        headers: headersOf(incoming),
        body: Buffer.concat(chunks),
        url: url.href,
      }),
    );
  });
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const entries = Object.entries(incoming.headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}
