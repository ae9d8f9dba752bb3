import { failed, type Outcome } from '../contract/outcome.js';
import { refusalOfUrl, type Approval } from '../network/approval.js';
import { systemResolve, type Resolve } from '../network/checked-lookup.js';
import { sendOnce } from './exchange.js';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.js';

export interface HttpClientOptions extends Approval {
  /** Milliseconds for a whole call. */
  readonly timeoutMs?: number;
  /** Bytes of an answer's body. */
  readonly maxBytes?: number;
  /** The name resolver; the system's when absent. */
  readonly resolve?: Resolve;
}

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What may follow a redirect to another origin: nothing that could be a credential. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-language', 'user-agent']);

/**
 * A client that calls only what an administrator approved for one service. Each hop is checked: its text, then the
 * address that its name leads to, and the connection goes to that very address, so that a name which changes its mind
 * between the check and the call gains nothing. It logs nothing.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const limits = { timeoutMs: options.timeoutMs ?? 10_000, maxBytes: options.maxBytes ?? 20_000_000 };
  const resolve = options.resolve ?? systemResolve;

  const follow = async (request: HttpRequest, deadline: AbortSignal): Promise<Outcome<HttpAnswer>> => {
    let url = new URL(request.url);
    let hop: HttpRequest = request;
    for (let redirects = 0; ; redirects += 1) {
      const refusal = refusalOfUrl(url, options);
      if (refusal !== null) return refusal;
      const answer = await sendOnce(url, hop, { approval: options, maxBytes: limits.maxBytes, resolve, deadline });
      if (answer.kind !== 'done' || !REDIRECTS.has(answer.value.status) || request.redirects === 'answer')
        return answer;
      if (redirects === MAX_REDIRECTS) return failed('bad-answer', `${url.host} redirects too many times.`);
      const next = followingHop(url, hop, answer.value);
      if (next.kind !== 'done') return next;
      ({ url, hop } = next.value);
    }
  };

  return {
    async send(request) {
      if (!URL.canParse(request.url)) return failed('unsupported', 'The address cannot be read.');
      const deadline = new AbortController();
      // Not `AbortSignal.timeout`, whose timer outlives a quick answer: thousands of calls would be kept until their time is over.
      const timer = setTimeout(() => deadline.abort(), request.timeoutMs ?? limits.timeoutMs);
      try {
        return await follow(request, deadline.signal);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function followingHop(from: URL, hop: HttpRequest, answer: HttpAnswer): Outcome<{ url: URL; hop: HttpRequest }> {
  const location = answer.headers['location'] ?? '';
  if (location === '' || !URL.canParse(location, from.href)) {
    return failed('bad-answer', `${from.host} redirects to an address that cannot be read.`);
  }
  const url = new URL(location, from);
  // A redirect has no say in who we are.
  url.username = '';
  url.password = '';
  if (from.protocol === 'https:' && url.protocol === 'http:') {
    return failed('tls', `${from.host} redirects from https to http.`);
  }
  const becomesGet = answer.status === 303 || (answer.status <= 302 && hop.method === 'POST');
  const next: HttpRequest = becomesGet ? { ...hop, method: 'GET', body: undefined } : hop;
  const headers = Object.entries(hop.headers ?? {}).filter(([name]) => !becomesGet || !name.startsWith('content-'));
  if (url.origin === from.origin)
    return { kind: 'done', value: { url, hop: { ...next, headers: Object.fromEntries(headers) } } };
  // A body can hold an API key; it stays with the origin it was meant for.
  if (next.body !== undefined) return failed('bad-answer', `${from.host} redirects a form to another origin.`);
  const harmless = headers.filter(([name]) => HARMLESS_HEADERS.has(name));
  return { kind: 'done', value: { url, hop: { ...next, headers: Object.fromEntries(harmless) } } };
}
