import csrfProtection from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { PayloadTooLargeException } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppError, MINUTE, SECOND, newId, type Clock, type Randomness } from '@ronron/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { PortalSettings } from '../config/portal-settings.js';
import { splitLocale } from '../i18n/locales.js';
import { hasRole } from '../security/actor.js';
import { FORBIDDEN, FORM_EXPIRED, SIGN_IN_NEEDED } from '../security/security.errors.js';
import { inTurns } from './in-turns.js';
import type { Mounts } from './mounts.js';
import type { PreparedPages } from './prepared-pages.js';
import './request-context.js';
import './route-options.js';
import type { VisitorsFirst } from './visitors-first.js';

/** A form without files: far more than anybody types. */
const BODY_LIMIT = 256 * 1024;

/** One uploaded file, and how many a form may carry. Uploads are held in memory until their page has taken them. */
const UPLOAD_LIMIT = { bytes: 10 * 1024 * 1024, files: 1 };
const LONGEST_UPLOAD = UPLOAD_LIMIT.bytes + BODY_LIMIT;

/** The HTTP server: ready pages first, then what is mounted, the framework for all else. */
export function createAdapter(
  settings: PortalSettings,
  prepared: PreparedPages,
  mounts: Mounts,
  clock: Clock,
  randomness: Randomness,
): FastifyAdapter {
  return new FastifyAdapter({
    serverFactory: (handler: RequestListener) => {
      const work = inTurns((request, response) => {
        if (!mounts.answer(request, response)) handler(request, response);
      }, prepared);
      const server = createHttpServer(
        { requestTimeout: 60 * SECOND, connectionsCheckingInterval: 10 * SECOND },
        (request, response) => {
          if (!prepared.answer(request, response)) work(request, response);
        },
      );
      // Fastify leaves these alone when it does not make the server. Longer than a proxy's, so that it closes first.
      server.keepAliveTimeout = 75 * SECOND;
      server.headersTimeout = 20 * SECOND;
      server.timeout = 2 * MINUTE;
      return server;
    },
    rewriteUrl: (request: IncomingMessage) => {
      // A client may send the whole address (RFC 9112, 3.2.2); who it is for is ours to know, not the client's to say.
      const { locale, path } = splitLocale((request.url ?? '/').replace(/^https?:\/\/[^/?#]*\/?/i, '/'));
      request.ronronLocale = locale;
      return path;
    },
    genReqId: () => newId(clock, randomness),
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    bodyLimit: BODY_LIMIT,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
  });
}

/** What every request goes through, but for sessions, which are registered before. */
export async function registerProtections(
  server: FastifyInstance,
  settings: PortalSettings,
  visitorsFirst: VisitorsFirst,
): Promise<void> {
  server.decorateRequest('locale', 'fr');
  server.decorateRequest('needsCsrf', false);
  server.decorateRequest('uploads');
  server.decorateRequest('rawText');
  server.addHook('onRequest', async (request, reply) => {
    request.locale = request.raw.ronronLocale ?? 'fr';
    request.uploads = {};
    // Nothing is kept by caches unless a page says so.
    reply.header('cache-control', 'no-store');
  });
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: settings.publicUrl.startsWith('https:')
      ? { maxAge: 31_536_000, includeSubDomains: false }
      : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
  await server.register(formbody, { bodyLimit: BODY_LIMIT });
  await registerUploads(server);
  keepRawText(server);
  await server.register(csrfProtection, { sessionPlugin: '@fastify/session', logLevel: 'debug' });
  server.addHook('preHandler', (request, reply, done) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || request.is404) done();
    else if (request.routeOptions.url?.startsWith('/api/')) {
      // Programs say who they are with each call. No session counts here, so no other site can use somebody's.
      request.actor = null;
      done();
    } else if (typeof (request.body as { _csrf?: unknown } | undefined)?._csrf !== 'string')
      done(new AppError(FORM_EXPIRED));
    else server.csrfProtection(request, reply, done);
  });
  server.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.config.hashesPassword !== true) return;
    // Whoever sends slowly is waited for before: here a form is whole, and not a forged one.
    const { raw } = reply;
    const over = new Promise((resolve) => (raw.destroyed ? resolve(undefined) : raw.once('close', resolve)));
    await visitorsFirst.turn(request.ip, over);
    // Nobody is left to be answered.
    if (raw.destroyed) return reply.hijack();
  });
}

/** Keeps JSON as it was sent beside what it says: a signature is about the bytes. */
function keepRawText(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.rawText = body;
    void parse(request, body, done);
  });
}

/** Multipart forms arrive like others: texts in the body, files beside them in `request.uploads`. */
async function registerUploads(server: FastifyInstance): Promise<void> {
  server.addHook('preParsing', async (request) => {
    const multipartForm = request.headers['content-type']?.startsWith('multipart/') ?? false;
    if (!multipartForm || isOneClick(request)) return;
    if (request.actor === null) throw new AppError(SIGN_IN_NEEDED);
    // Every form with a file is a page of somebody with a role: others have no way to make the portal hold megabytes.
    if (!hasRole(request.actor)) throw new AppError(FORBIDDEN);
    const length = request.headers['content-length'];
    if (length === undefined || Number(length) > LONGEST_UPLOAD) throw new PayloadTooLargeException();
  });
  await server.register(multipart, {
    limits: { fileSize: UPLOAD_LIMIT.bytes, files: UPLOAD_LIMIT.files, fields: 200, fieldSize: BODY_LIMIT, parts: 210 },
  });
  server.addHook('preValidation', async (request) => {
    if (request.isMultipart()) await splitMultipart(request);
  });
}

/** A mail program that ends a subscription may write its one field as multipart (RFC 8058, 3.2): some bytes, to a route of programs. */
function isOneClick(request: FastifyRequest): boolean {
  const length = Number(request.headers['content-length'] ?? Infinity);
  return (request.routeOptions.url?.startsWith('/api/') ?? false) && length <= 2000;
}

async function splitMultipart(request: FastifyRequest): Promise<void> {
  const texts = new Map<string, string[]>();
  const files: Record<string, { name: string; claimedType: string; content: Buffer }> = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        texts.set(part.fieldname, [...(texts.get(part.fieldname) ?? []), String(part.value)]);
        continue;
      }
      const content = await part.toBuffer();
      if (part.filename) files[part.fieldname] = { name: part.filename, claimedType: part.mimetype, content };
    }
  } catch (error) {
    // What the parser itself finds wrong (no boundary, cut off in the middle) comes with no status.
    throw Object.assign(error as Error, { statusCode: (error as { statusCode?: number }).statusCode ?? 400 });
  }
  request.body = Object.fromEntries([...texts].map(([name, sent]) => [name, sent.length === 1 ? sent[0] : sent]));
  request.uploads = files;
}
