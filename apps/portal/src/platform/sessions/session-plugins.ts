import cookie from '@fastify/cookie';
import type { PortalPassport } from './portal-passport.js';
import session from '@fastify/session';
import { HOUR, MINUTE, type Clock } from '@ronron/kernel';
import { createHmac } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { PortalSettings } from '../config/portal-settings.js';
import type { Actor } from '../security/actor.js';
import { registerDeviceCookie } from './device-cookie.js';
import { createSessionStore } from './session-store.js';

/** How long a session lives that was not asked to stay: until the browser closes, at the longest this. */
export const SHORT_SESSION = 12 * HOUR;

/** Seen dates are written no more often than this, so that reading pages does not write. */
const SEEN_EVERY = 5 * MINUTE;

/** Finds who a session belongs to, or null when it is over (deleted, suspended, signed out everywhere). */
export interface SessionActors {
  find(accountId: string, stamp: string | undefined, address: string): Promise<Actor | null>;
}

/** `__Host-` ties the cookie to this host, path and https (RFC 6265bis, 4.1.3.2), so only where there is https. */
export function sessionCookieName(settings: PortalSettings): string {
  return settings.publicUrl.startsWith('https:') ? '__Host-ronron' : 'ronron';
}

function signingKey(secretKey: string): string {
  return createHmac('sha256', secretKey).update('ronron session cookie v1').digest('base64url');
}

/** By which cookies are signed: the first signs, all of them are accepted. */
export function sessionSecrets(settings: PortalSettings, secretKey: string): string[] {
  return [secretKey, ...settings.oldSecretKeys].map(signingKey);
}

/** Cookies, sessions in PostgreSQL and passport, in the order that they need. */
export async function registerSessions(
  server: FastifyInstance,
  parts: {
    settings: PortalSettings;
    secretKey: string;
    pool: Pool;
    clock: Clock;
    passport: PortalPassport;
    actors: SessionActors;
  },
): Promise<void> {
  const { settings, clock, passport, actors } = parts;
  await server.register(cookie);
  registerDeviceCookie(server, settings);
  await server.register(session, {
    secret: sessionSecrets(settings, parts.secretKey),
    store: createSessionStore(parts.pool, SHORT_SESSION) as never,
    cookieName: sessionCookieName(settings),
    cookie: { secure: settings.publicUrl.startsWith('https:'), httpOnly: true, sameSite: 'lax', path: '/' },
    rolling: false,
    saveUninitialized: false,
  });
  await server.register(passport.initialize());
  passport.registerUserSerializer(async ({ accountId }: Pick<Actor, 'accountId'>) => accountId);
  server.decorateRequest('actor', null);
  // Not passport's own session strategy: it knows neither stamps nor the need to end a session whose account is gone.
  server.addHook('preParsing', async (request) => {
    // Reading the session was one stretch of work, the framework's is another: visitors are let in between.
    await setImmediate();
    const accountId = request.session.get('passport');
    if (accountId === undefined) return;
    request.actor = await actors.find(accountId, request.session.get('stamp'), request.ip);
    if (request.actor === null) {
      // An empty one takes its place: what follows may want to remember something, if only a message.
      await request.session.regenerate();
      return;
    }
    const now = clock.now();
    const seen = request.session.get('seenAt');
    if (seen === undefined || now.getTime() - Date.parse(seen) > SEEN_EVERY) {
      request.session.set('seenAt', now.toISOString());
    }
  });
}
