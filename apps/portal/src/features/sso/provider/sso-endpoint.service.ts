import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Logger } from '@ronron/kernel';
import { signedInOf, type RonronProvider } from '@ronron/oidc';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { LOGGER, SETTINGS } from '../../../platform/config/tokens.js';
import { RateLimits, type RateLimit } from '../../../platform/security/rate-limits.js';
import { TOO_MANY_ATTEMPTS } from '../../../platform/security/security.errors.js';
import { createNetworkAddress } from '../../../platform/server/network-address.js';
import { KeptDocuments } from './kept-documents.js';
import { PortalSignIns } from './portal-sign-ins.service.js';
import { SsoPages } from './sso-pages.service.js';
import { OIDC_PATH, SsoProvider } from './sso-provider.service.js';

export { OIDC_PATH };

/** Where it matters who is signed in; tools call the others. */
const FOR_PEOPLE = /^\/(auth|session)(\/|\?|$)/;

/** Where each call of a browser that nobody is signed in to leaves a row for an hour: a question that waits for a sign-in. */
const BEGINS = /^\/auth(\?|$)/;

/** A town behind one address opens its tools in the morning; a robot does not fill the table. */
const BY_ADDRESS: RateLimit = { name: 'sso-begin-address', points: 300, seconds: 15 * 60 };

/** Nothing but forms that the library writes itself; where they may lead is checked by the protocol. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/** Everything below `/oidc`, answered by the library without the framework. */
@Injectable()
export class SsoEndpoint {
  private readonly secure: boolean;
  private readonly host: string;
  private readonly addressOf: (request: IncomingMessage) => string;
  private readonly documents = new KeptDocuments();
  private readonly callbacks = new WeakMap<RonronProvider, ReturnType<RonronProvider['provider']['callback']>>();

  constructor(
    private readonly provider: SsoProvider,
    private readonly signIns: PortalSignIns,
    private readonly pages: SsoPages,
    private readonly limits: RateLimits,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SETTINGS) settings: PortalSettings,
  ) {
    const url = new URL(settings.publicUrl);
    this.secure = url.protocol === 'https:';
    this.host = url.host;
    this.addressOf = createNetworkAddress(settings);
  }

  readonly listener: RequestListener = (request, response) => {
    this.answer(request, response).catch((error: unknown) => this.fail(request, response, error));
  };

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const below = request.url!.slice(OIDC_PATH.length);
    this.protect(response);
    const made = await this.provider.get();
    if (this.documents.answer(made, below, request, response)) return;
    if (FOR_PEOPLE.test(below))
      await this.signIns.prepare(request, new URLSearchParams(below.split('?', 2)[1]).get('client_id'));
    if (BEGINS.test(below) && signedInOf(request) === null)
      await this.limits.consume(BY_ADDRESS, this.addressOf(request));
    // Who this portal is stands in its settings; what a request says of it is a stranger's word.
    request.headers.host = this.host;
    request.headers['x-forwarded-proto'] = this.secure ? 'https' : 'http';
    delete request.headers['x-forwarded-host'];
    (request as { originalUrl?: string }).originalUrl = request.url;
    request.url = below;
    let callback = this.callbacks.get(made);
    if (callback === undefined) this.callbacks.set(made, (callback = made.provider.callback()));
    await callback(request, response);
  }

  private protect(response: ServerResponse): void {
    response.setHeader('content-security-policy', CONTENT_POLICY);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    if (this.secure) response.setHeader('strict-transport-security', 'max-age=31536000');
  }

  /** Before the library has the request: a limit is reached, or the database is away. */
  private async fail(request: IncomingMessage, response: ServerResponse, error: unknown): Promise<void> {
    if (error instanceof AppError && error.definition === TOO_MANY_ATTEMPTS) {
      response.statusCode = TOO_MANY_ATTEMPTS.status;
      response.setHeader('retry-after', String(error.params['seconds']));
      response.setHeader('cache-control', 'no-store');
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(await this.pages.tooMany(new URL(request.url!, 'http://portal').searchParams, error.params));
      return;
    }
    this.logger.error({ err: error }, 'the OpenID provider could not be asked');
    if (response.headersSent) return response.destroy() as never;
    response.statusCode = 503;
    response.setHeader('retry-after', '10');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ error: 'temporarily_unavailable' }));
  }
}
