import { DAY } from '@ronron/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../config/portal-settings.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The secret by which this browser is recognised; null when it brought none. */
    deviceSecret: string | null;
    /** Set to give the browser a secret with this answer. */
    newDeviceSecret: string | null;
  }
}

/** How long a browser is recognised that does not come back: 13 months, as the CNIL advises for cookies (4 July 2025). */
export const DEVICE_KNOWN_FOR = 395 * DAY;

/** Not the session cookie's name with an ending: whoever sends that is thought to be signed in (see `PreparedPages`). */
export function deviceCookieName(settings: PortalSettings): string {
  return settings.publicUrl.startsWith('https:') ? '__Host-appareil' : 'appareil';
}

/** Reads the secret of a browser that signed in before, and hands a new one out. It opens nothing by itself. */
export function registerDeviceCookie(server: FastifyInstance, settings: PortalSettings): void {
  const name = deviceCookieName(settings);
  server.decorateRequest('deviceSecret', null);
  server.decorateRequest('newDeviceSecret', null);
  server.addHook('onRequest', async (request) => {
    request.deviceSecret = secretIn(request, name);
  });
  server.addHook('onSend', async (request, reply) => {
    if (request.newDeviceSecret === null) return;
    reply.setCookie(name, request.newDeviceSecret, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: settings.publicUrl.startsWith('https:'),
      maxAge: DEVICE_KNOWN_FOR / 1000,
    });
  });
}

function secretIn(request: FastifyRequest, name: string): string | null {
  const value = request.cookies[name];
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : null;
}
