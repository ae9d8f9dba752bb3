import { MINUTE, SECOND } from '@ronron/kernel';
import { SignJWT } from 'jose';
import { abilities, type ConnectorFactory, type ConnectorTools } from '../contract/connector-factory.js';
import type { Actor, Connector, Handle, Room, RoomFeature } from '../contract/connector.js';
import { done, failed } from '../contract/outcome.js';
import { roomRefusal, stateInHandle } from '../contract/rooms-of-handle.js';
import {
  booleanField,
  numberField,
  secretField,
  selectField,
  textField,
  urlField,
} from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';

interface JitsiSettings {
  readonly url: string;
  readonly authentication: 'token' | 'none';
  readonly appId: string | null;
  readonly appSecret: string | null;
  readonly audience: string | null;
  readonly subject: string | null;
  readonly tokenMinutes: number;
  readonly recording: boolean;
  readonly livestreaming: boolean;
  readonly transcription: boolean;
}

/** HS256 asks for a key as long as its hash (RFC 7518, section 3.2). */
const SHORTEST_SECRET = 32;
/** Clocks of two servers differ a little: a token is valid from a bit earlier. */
const SKEW_SECONDS = 60;
const FEATURES: readonly RoomFeature[] = ['recording', 'livestreaming', 'transcription'];

const settings = defineSettings(
  'jitsi',
  {
    url: urlField({ required: true, example: 'https://visio.example.org' }),
    authentication: selectField(['token', 'none']),
    appId: textField({ example: 'ronron' }),
    appSecret: secretField({ example: 'the value of JWT_APP_SECRET' }),
    audience: textField({ example: 'jitsi' }),
    subject: textField({ example: 'meet.jitsi' }),
    tokenMinutes: numberField({ defaultValue: 120, min: 5, max: 720 }),
    recording: booleanField(),
    livestreaming: booleanField(),
    transcription: booleanField(),
  },
  ({ authentication, appId, appSecret }) => {
    if (authentication === 'none') return [];
    return [
      ...(appId === null ? [{ field: 'appId' as const, problem: 'required' }] : []),
      ...(appSecret === null ? [{ field: 'appSecret' as const, problem: 'required' }] : []),
      ...(appSecret !== null && appSecret.length < SHORTEST_SECRET
        ? [{ field: 'appSecret' as const, problem: 'secret-too-short' }]
        : []),
    ];
  },
);

/** Video meetings: rooms entered with a signed token. The server keeps nothing of them. */
export const jitsi: ConnectorFactory<JitsiSettings> = {
  id: 'jitsi',
  settings,
  can: abilities('suspend', 'rooms', 'lobby', 'guests'),
  // Who waits and who does not stands in the token.
  lacks: ({ authentication }) => (authentication === 'none' ? ['lobby'] : []),
  docs: 'docs/connectors/jitsi.md',
  leaving: ['links'],
  create: createJitsi,
};

function createJitsi(values: JitsiSettings, { http, clock }: ConnectorTools): Connector {
  const offered = FEATURES.filter((feature) => values[feature]);

  function tokenFor(room: Room, who: Actor): Promise<string> {
    const now = Math.floor(clock.now().getTime() / SECOND);
    const moderator = who.kind === 'member' && who.role === 'manager';
    const longest = now + (values.tokenMinutes * MINUTE) / SECOND;
    const end = room.closesAt === null ? longest : Math.floor(room.closesAt.getTime() / SECOND);
    // Names are strings and never null: Jitsi's pages fall over it. The flags are what moderators and the lobby are told by.
    const user = {
      id: who.kind === 'member' ? who.accountId : 'guest',
      name: who.displayName ?? '',
      affiliation: moderator ? 'owner' : 'member',
      moderator,
      ...(room.lobby ? (who.kind === 'guest' ? { lobby: true } : { lobby_bypass: true }) : {}),
    };
    const allowed = (feature: RoomFeature): boolean =>
      moderator && offered.includes(feature) && room.features.includes(feature);
    // All of them named: a server gives everything to a token that names none.
    const features = Object.fromEntries(FEATURES.map((feature) => [feature, allowed(feature)]));
    return new SignJWT({ room: nameOf(room), context: { user, features } })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(values.appId!)
      .setAudience(values.audience ?? values.appId!)
      .setSubject(values.subject ?? new URL(values.url).hostname)
      .setIssuedAt(now)
      .setNotBefore(now - SKEW_SECONDS)
      .setExpirationTime(Math.min(longest, end))
      .sign(new TextEncoder().encode(values.appSecret!));
  }

  return {
    id: 'jitsi',

    async check() {
      const startedAt = clock.now().getTime();
      const answer = await http.send({ method: 'GET', url: `${values.url}/config.js` });
      if (answer.kind !== 'done') return answer;
      const { status, body } = answer.value;
      if (status !== 200) return failed('bad-answer', `config.js answered HTTP ${status}.`);
      if (!/\bvar\s+config\b/.test(body.toString('utf8')))
        return failed('bad-answer', 'config.js is not the one of Jitsi.');
      const checkedAt = clock.now();
      return done({ version: null, latencyMs: checkedAt.getTime() - startedAt, checkedAt });
    },

    async apply(wanted) {
      return done<Handle>({ version: 1, subscriptionId: wanted.subscriptionId, state: wanted.state });
    },

    inspect: async (handle) => stateInHandle(handle),

    async openRoom(handle, room, who) {
      const refusal = roomRefusal(handle, room, clock.now());
      if (refusal !== null) return refusal;
      const url = new URL(`${values.url}/${nameOf(room)}`);
      if (values.authentication === 'token') url.searchParams.set('jwt', await tokenFor(room, who));
      // What people see above the picture; the room's own name says nothing to them.
      url.hash = `config.subject=${encodeURIComponent(JSON.stringify(room.name))}`;
      return done({ url: url.href, cookies: [] });
    },

    async closeRoom() {
      return done(undefined);
    },
  };
}

const nameOf = (room: Room): string => `ronron-${room.key}`;
