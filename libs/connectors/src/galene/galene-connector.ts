import { hkdfSync } from 'node:crypto';
import { MINUTE, SECOND } from '@ronron/kernel';
import { SignJWT } from 'jose';
import type { ConnectorTools } from '../contract/connector-factory.js';
import type { Actor, Connector, Handle, Room } from '../contract/connector.js';
import { done, failed } from '../contract/outcome.js';
import { roomRefusal, stateInHandle } from '../contract/rooms-of-handle.js';
import { createGaleneApi, type GaleneGroup } from './galene-api.js';
import type { GaleneSettings } from './galene.js';

/** Galène's own words (galene.md, "Client authorisation"). Without `token`: who leads invites by the portal's link, which ends with it. */
const LEADS = ['op', 'present', 'message', 'caption'];
const TAKES_PART = ['present', 'message'];

export function createGaleneConnector(settings: GaleneSettings, { http, clock }: ConnectorTools): Connector {
  const api = createGaleneApi(settings, http);

  function groupOf(room: Room): GaleneGroup {
    return {
      displayName: room.name,
      'allow-recording': isRecorded(room),
      autolock: room.lobby,
      ...(room.people === null ? {} : { 'max-clients': room.people }),
      ...(room.closesAt === null ? {} : { expires: room.closesAt.toISOString() }),
    };
  }

  const isRecorded = (room: Room): boolean => settings.recording && room.features.includes('recording');

  /** 32 bytes, as HS256 wants them here; another for each group, so that none opens another. */
  const keyOf = (group: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', settings.signingSecret, '', `ronron galene ${group}`, 32));

  function tokenFor(group: string, room: Room, who: Actor): Promise<string> {
    const now = Math.floor(clock.now().getTime() / SECOND);
    const leads = who.kind === 'member' && who.role === 'manager';
    const longest = now + (settings.tokenMinutes * MINUTE) / SECOND;
    const end = room.closesAt === null ? longest : Math.floor(room.closesAt.getTime() / SECOND);
    const permissions = leads ? [...LEADS, ...(isRecorded(room) ? ['record'] : [])] : TAKES_PART;
    return new SignJWT({ permissions })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(displayNameOf(who))
      .setAudience(`${settings.url}/group/${group}/`)
      .setIssuedAt(now)
      .setExpirationTime(Math.min(longest, end))
      .sign(keyOf(group));
  }

  return {
    id: 'galene',

    async check() {
      const startedAt = clock.now().getTime();
      const names = await api.names();
      if (names.kind !== 'done') return names;
      const checkedAt = clock.now();
      return done({ version: null, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
    },

    async apply({ subscriptionId, state }) {
      const handle: Handle = { version: 1, subscriptionId, state };
      const names = await api.names();
      if (names.kind !== 'done') return names;
      if (state === 'active') return done(handle);
      // Rooms are the portal's: a group that is gone is made again when somebody enters after a suspension.
      for (const name of names.value.filter((one) => one.startsWith(prefixOf(handle)))) {
        const removed = await api.remove(name);
        if (removed.kind !== 'done') return removed;
      }
      return done(handle);
    },

    inspect: async (handle) => stateInHandle(handle),

    async openRoom(handle, room, who) {
      const refusal = roomRefusal(handle, room, clock.now());
      if (refusal !== null) return refusal;
      const group = prefixOf(handle) + room.key;
      if (!/^[\w-]{1,200}$/.test(group)) return failed('unsupported', 'The subscription has no id that names a group.');
      const kept = await api.keep(group, groupOf(room));
      if (kept.kind !== 'done') return kept;
      const keyed = await api.setKey(group, keyOf(group));
      if (keyed.kind !== 'done') return keyed;
      const url = new URL(`${settings.url}/group/${group}/`);
      url.searchParams.set('username', displayNameOf(who));
      url.searchParams.set('token', await tokenFor(group, room, who));
      return done({ url: url.href, cookies: [] });
    },

    async closeRoom(handle, room) {
      const group = prefixOf(handle) + room.key;
      return /^[\w-]{1,200}$/.test(group) ? api.remove(group) : done(undefined);
    },
  };
}

/** Galène lets nobody in without a name. */
function displayNameOf(who: Actor): string {
  return who.displayName === null || who.displayName === '' ? 'Invité' : who.displayName;
}

function prefixOf(handle: Handle | null): string {
  return `ronron-${handle === null ? 'portal' : String(handle['subscriptionId'])}-`;
}
