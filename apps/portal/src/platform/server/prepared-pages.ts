import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

type Encoding = 'br' | 'gzip' | 'identity';

interface PreparedPage {
  readonly etag: string;
  readonly notModified: OutgoingHttpHeaders;
  readonly variants: Readonly<Record<Encoding, { readonly headers: OutgoingHttpHeaders; readonly body: Buffer }>>;
}

/** More than any portal has public pages; beyond it the oldest goes. */
const MOST_PAGES = 5000;

/** Milliseconds after a visitor in which another is expected. */
const VISIT = 250;

const LARGE = 512 * 1024;

/** More than browsers have; whoever makes up others is answered too. */
const MOST_ENCODINGS = 200;

/**
 * The one way to write a page's address. Others lead to the same page (`/%73ervices`, `/services#x`): kept, each would cost
 * its own compression and memory, and whoever invents them would push the real pages out.
 */
const PLAIN_ADDRESS = /^\/[a-z0-9/-]{0,200}(\.(csv|ics|json|jsonld|atom|pdf|png))?$/;

/**
 * Public pages as ready buffers, answered before the framework. Only visitors get them (no session cookie), only for
 * plain addresses, without a query. Whatever they show changes, all are dropped: the next visitor's page is drawn anew.
 */
export class PreparedPages {
  private readonly pages = new Map<string, PreparedPage>();
  /** What was made of an Accept-Encoding header before: browsers send few different ones. */
  private readonly encodings = new Map<string, Encoding>();
  private version = 0;
  /** False while nobody would tell us of a change: then nothing is kept. */
  private listening = false;

  private visited = -Infinity;

  constructor(private readonly sessionCookie: string) {}

  /** Whether somebody was answered a moment ago, so that others are expected. */
  get areVisited(): boolean {
    return performance.now() - this.visited < VISIT;
  }

  /** Names the state of the data from before a page is drawn; a page drawn from an older state is not kept. */
  get generation(): number {
    return this.version;
  }

  listen(listening: boolean): void {
    this.listening = listening;
    this.drop();
  }

  drop(): void {
    this.version++;
    this.pages.clear();
  }

  /** Answers the request if its page is ready. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const page = this.pages.get(request.url ?? '');
    if (page === undefined || this.isKnown(request)) return false;
    this.visited = performance.now();
    if (matches(request.headers['if-none-match'], page.etag)) {
      response.writeHead(304, page.notModified).end();
      return true;
    }
    const { headers, body } = page.variants[this.encodingFor(request.headers['accept-encoding'])];
    response.writeHead(200, headers);
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  }

  private encodingFor(header: string | undefined): Encoding {
    if (header === undefined) return 'identity';
    let encoding = this.encodings.get(header);
    if (encoding === undefined) {
      encoding = bestEncoding(header);
      if (this.encodings.size < MOST_ENCODINGS && header.length <= 100) this.encodings.set(header, encoding);
    }
    return encoding;
  }

  /**
   * Whether the request may come from somebody with a session: their pages are drawn for them. The name alone counts, however the
   * cookie is written: parsers differ on spaces.
   */
  isKnown(request: IncomingMessage): boolean {
    return request.headers.cookie?.includes(this.sessionCookie) ?? false;
  }

  /** Keeps a page that was just drawn for a visitor. `url` is the address as it was asked for, prefix included. */
  keep(url: string, html: Buffer, headers: OutgoingHttpHeaders, drawnFrom: number): void {
    if (!this.listening || drawnFrom !== this.version || !PLAIN_ADDRESS.test(url)) return;
    if (this.pages.size >= MOST_PAGES) this.pages.delete(this.pages.keys().next().value!);
    const etag = etagOf(html);
    const shared = { ...headers, ...revalidation(etag) };
    delete shared['content-length'];
    const variant = (body: Buffer, encoding: Encoding): PreparedPage['variants'][Encoding] => ({
      body,
      headers: {
        ...shared,
        'content-length': body.length,
        ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
      },
    });
    // Pictures and PDF are packed already: doing it again costs time for nothing.
    const isPacked = /^(image|application\/pdf)/.test(String(headers['content-type']));
    const identity = variant(html, 'identity');
    const notModified = { ...shared };
    delete notModified['content-type'];
    this.pages.set(url, {
      etag,
      notModified,
      variants: {
        identity,
        gzip: isPacked ? identity : variant(gzipSync(html, { level: 9 }), 'gzip'),
        br: isPacked ? identity : variant(brotli(html), 'br'),
      },
    });
  }
}

function brotli(html: Buffer): Buffer {
  return brotliCompressSync(html, {
    params: {
      // The best takes seconds for what is large.
      [constants.BROTLI_PARAM_QUALITY]: html.length > LARGE ? 5 : 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: html.length,
    },
  });
}

/** Strong for one drawing: the same for every encoding, so it is sent as weak (RFC 9110, 8.8.3.3). */
export function etagOf(html: Buffer): string {
  return `W/"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`;
}

/** Caches may keep the page but ask each time whether it still holds. */
export function revalidation(etag: string): OutgoingHttpHeaders {
  return { etag, 'cache-control': 'public, no-cache', vary: 'accept-encoding, cookie' };
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((part) => part.trim() === etag);
}

/** RFC 9110, 12.5.3: what the client accepts with a quality above 0, the smallest first. */
export function bestEncoding(header: string | undefined): Encoding {
  if (header === undefined) return 'identity';
  const accepted = new Map<string, number>();
  for (const part of header.split(',')) {
    const [name = '', ...params] = part.trim().toLowerCase().split(';');
    const quality = params.map((param) => /^\s*q=([\d.]+)/.exec(param)?.[1]).find((q) => q !== undefined);
    accepted.set(name.trim(), quality === undefined ? 1 : Number(quality));
  }
  const takes = (name: Encoding): boolean => (accepted.get(name) ?? accepted.get('*') ?? 0) > 0;
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}
