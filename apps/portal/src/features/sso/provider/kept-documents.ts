import type { RonronProvider } from '@ronron/oidc';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What every tool reads and nobody's request changes, until keys do, which make another provider. */
const DOCUMENTS = new Set(['/.well-known/openid-configuration', '/jwks']);

interface Document {
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

/** Keeps what the library answered for these, to answer it again without asking. */
export class KeptDocuments {
  private readonly kept = new WeakMap<RonronProvider, Map<string, Document>>();

  /** `below`: path and query below the provider's. True when the answer was given. */
  answer(made: RonronProvider, below: string, request: IncomingMessage, response: ServerResponse): boolean {
    // Browsers' scripts say where they come from, and the answer then depends on it.
    if (request.method !== 'GET' || request.headers.origin !== undefined || !DOCUMENTS.has(below)) return false;
    let documents = this.kept.get(made);
    if (documents === undefined) this.kept.set(made, (documents = new Map()));
    const document = documents.get(below);
    if (document !== undefined) {
      response.writeHead(200, document.headers);
      response.end(document.body);
      return true;
    }
    const keep = documents.set.bind(documents, below);
    const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
    response.end = ((body: unknown) => {
      if (response.statusCode === 200 && (typeof body === 'string' || Buffer.isBuffer(body)))
        keep({ headers: { ...response.getHeaders() }, body });
      return end(body);
    }) as never;
    return false;
  }
}
