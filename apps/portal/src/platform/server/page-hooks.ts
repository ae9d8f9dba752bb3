import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Observable } from 'rxjs';
import { withLocale } from '../i18n/locales.js';
import { etagOf, PreparedPages, revalidation } from './prepared-pages.js';
import type { PublicChanges } from './public-changes.js';
import { CHANGES_NO_PUBLIC_PAGE, PREPARED, SHOWS_FORM } from './route-options.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The generation of the public data that a prepared page is being drawn from. */
    preparedFrom?: number;
    /** How many changes of public pages were heard of before a request that may make one. */
    heardBefore?: number;
  }
}

/** Reads what a route says of its page before the page is drawn. */
@Injectable()
export class PageOptionsInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly prepared: PreparedPages,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.needsCsrf = this.reflector.get<true | undefined>(SHOWS_FORM, context.getHandler()) ?? false;
    const prepared = this.reflector.get<true | undefined>(PREPARED, context.getHandler()) ?? false;
    if (prepared && request.actor === null) request.preparedFrom = this.prepared.generation;
    if (this.reflector.get(CHANGES_NO_PUBLIC_PAGE, context.getHandler()) === true) delete request.heardBefore;
    return next.handle();
  }
}

/** Keeps public pages as they go out, so that the next visitor is answered before the framework. */
export function keepPreparedPages(server: FastifyInstance, prepared: PreparedPages): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.preparedFrom === undefined || reply.statusCode !== 200 || !isWhole(payload)) return payload;
    if (prepared.isKnown(request.raw) || reply.hasHeader('set-cookie')) return payload;
    const html = Buffer.isBuffer(payload) ? payload : Buffer.from(payload);
    const url = withLocale(request.locale, request.url);
    reply.headers(revalidation(etagOf(html)) as Record<string, string>);
    prepared.keep(url, html, reply.getHeaders() as OutgoingHttpHeaders, request.preparedFrom);
    return payload;
  });
}

/** Who is told that something is done finds it done, and so does whoever hears it from them, on every replica. */
export function answerOnceAllHeard(server: FastifyInstance, changes: PublicChanges): void {
  server.addHook('onRequest', async (request) => {
    if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method)) request.heardBefore = changes.heard;
  });
  server.addHook('onSend', async (request) => {
    if (request.heardBefore !== undefined) await changes.untilAllHeard(request.heardBefore);
  });
}

/** A stream cannot be kept: it is gone once it was sent. */
function isWhole(payload: unknown): payload is string | Buffer {
  return typeof payload === 'string' || Buffer.isBuffer(payload);
}
