import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { AppError, defineError, type AppErrorDefinition, type Logger } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER } from '../config/tokens.js';
import { withLocale } from '../i18n/locales.js';
import { Pages } from '../pages/pages.js';
import {
  FORM_EXPIRED,
  NOT_FOUND,
  SECOND_FACTOR_NEEDED,
  SIGN_IN_NEEDED,
  STEP_UP_NEEDED,
  TERMS_TO_ACCEPT,
} from '../security/security.errors.js';

const BAD_REQUEST = defineError('bad-request', 400);
const TOO_LARGE = defineError('too-large', 413);
const UNSUPPORTED_MEDIA = defineError('unsupported-media', 415);
const METHOD_NOT_ALLOWED = defineError('method-not-allowed', 405);
const UNEXPECTED = defineError('unexpected', 500, 'error');
const UNAVAILABLE = defineError('unavailable', 503, 'error');

/** Statuses that the framework itself answers with; 403 is that of a form whose session is over. */
const BY_STATUS = new Map<number, AppErrorDefinition>(
  [BAD_REQUEST, FORM_EXPIRED, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE, UNSUPPORTED_MEDIA].map((known) => [
    known.status,
    known,
  ]),
);

/** Turns whatever ends a request early into a page, or a JSON problem (RFC 9457) for who asks for JSON. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly pages: Pages,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = toAppError(error);
    this.log(problem, error, request);
    if (reply.sent) return;
    const { code, status } = problem.definition;
    if (typeof problem.params['seconds'] === 'number') reply.header('retry-after', problem.params['seconds']);
    reply.header('cache-control', 'no-store');
    if (wantsJson(request)) {
      await reply
        .status(status)
        .type('application/problem+json')
        .send(
          JSON.stringify({
            type: `urn:ronron:error:${code}`,
            title: this.pages.text(request, `platform:errors.${code}.title`),
            status,
          }),
        );
      return;
    }
    if (problem.definition === SIGN_IN_NEEDED && request.method === 'GET') {
      await reply.redirect(withLocale(request.locale, `/connexion?suite=${encodeURIComponent(request.url)}`), 303);
      return;
    }
    if (problem.definition === SECOND_FACTOR_NEEDED) {
      await reply.redirect(withLocale(request.locale, '/compte/securite'), 303);
      return;
    }
    if (problem.definition === TERMS_TO_ACCEPT) {
      const next = request.method === 'GET' ? `?suite=${encodeURIComponent(request.url)}` : '';
      await reply.redirect(withLocale(request.locale, `/compte/conditions${next}`), 303);
      return;
    }
    if (problem.definition === STEP_UP_NEEDED) {
      const [status, name] = request.method === 'GET' ? [303, 'suite'] : [307, 'envoi'];
      // 307: the browser sends the same form again, to the page that keeps it while it asks who is there (RFC 9110, 15.4.8).
      const path = `/connexion/confirmation?${name}=${encodeURIComponent(request.url)}`;
      await reply.redirect(withLocale(request.locale, path), status);
      return;
    }
    await this.page(request, reply, problem);
  }

  private async page(request: FastifyRequest, reply: FastifyReply, problem: AppError): Promise<void> {
    const { code, status } = problem.definition;
    try {
      await this.pages.show(
        request,
        reply,
        'platform/problem',
        { code, params: problem.params, status, reference: request.id },
        {
          title: { key: `platform:errors.${code}.title`, params: problem.params },
          status,
          noIndex: true,
        },
      );
    } catch (error) {
      // The page needs the database for the brand: with none, plain words must do.
      this.logger.error({ err: error }, 'the page of a problem could not be drawn');
      if (!reply.sent)
        await reply
          .status(status)
          .type('text/plain; charset=utf-8')
          .send(this.pages.text(request, `platform:errors.${code}.title`));
    }
  }

  private log(problem: AppError, error: unknown, request: FastifyRequest): void {
    const { code, level } = problem.definition;
    const route = request.routeOptions?.url;
    this.logger[level](
      { code, method: request.method, route, requestId: request.id, ...(level === 'error' ? { err: error } : {}) },
      code,
    );
  }
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code?.startsWith('FST_CSRF')) return new AppError(FORM_EXPIRED);
  // PostgreSQL away or shutting down: https://www.postgresql.org/docs/current/errcodes-appendix.html, classes 08 and 57P.
  if (code !== undefined && /^(ECONN|08|57P)/.test(code))
    return new AppError(UNAVAILABLE, { seconds: 10 }, { cause: error });
  // PostgreSQL stores no NUL: an address with one in a name names nothing.
  if (code === '22021') return new AppError(NOT_FOUND, {}, { cause: error });
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const known = status === undefined ? undefined : (BY_STATUS.get(status) ?? (status < 500 ? BAD_REQUEST : undefined));
  return new AppError(known ?? UNEXPECTED, {}, { cause: error });
}

function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return request.url.startsWith('/api/') || (accept.includes('json') && !accept.includes('text/html'));
}
