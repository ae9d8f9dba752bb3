import type { Outcome } from '../contract/outcome.js';

/** Those of HTTP, of PATCH (RFC 5789), and of WebDAV and CalDAV (RFC 4918, RFC 4791). */
export type HttpMethod =
  'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'PROPFIND' | 'PROPPATCH' | 'MKCOL' | 'MKCALENDAR';

/** One call to a service. The path, the query and the body may hold secrets: they are never logged. */
export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: string;
  /** Header names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds for the whole call, redirects and answer included; the client's own limit when absent. */
  readonly timeoutMs?: number;
  /** `answer`: a redirect is an answer like any other, and nothing is sent elsewhere. Followed when absent. */
  readonly redirects?: 'answer';
}

export interface HttpAnswer {
  readonly status: number;
  /** Header names in lower case; several values are joined as HTTP says. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** After redirects. */
  readonly url: string;
}

/** The only way out for connectors. */
export interface HttpClient {
  /**
   * `done` with whatever HTTP status came, complete; `failed` when no complete answer came, or when the address may not
   * be called. Never throws for what the network does.
   */
  send(request: HttpRequest): Promise<Outcome<HttpAnswer>>;
}
