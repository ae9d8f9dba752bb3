import { createHmac } from 'node:crypto';
import { MINUTE, SECOND } from '@ronron/kernel';
import { SignJWT } from 'jose';
import { abilities, type ConnectorFactory, type ConnectorTools } from '../contract/connector-factory.js';
import type { Actor, Connector, Handle } from '../contract/connector.js';
import { done, failed } from '../contract/outcome.js';
import { booleanField, numberField, secretField, textField, urlField } from '../contract/setting-fields.js';
import { defineSettings } from '../contract/settings-schema.js';

interface JitsiSettings {
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly audience: string | null;
  readonly subject: string | null;
  readonly tokenMinutes: number;
  readonly guestsNeedToken: boolean;
}

/** HS256 asks for a key as long as its hash (RFC 7518, section 3.2). */
const SHORTEST_SECRET = 32;
/** Clocks of two servers differ a little: a token is valid from a bit earlier. */
const SKEW_SECONDS = 60;

const settings = defineSettings(
  'jitsi',
  {
    url: urlField({ required: true, example: 'https://visio.example.org' }),
    appId: textField({ required: true, example: 'ronron' }),
    appSecret: secretField({ required: true, example: 'the value of JWT_APP_SECRET' }),
    audience: textField({ example: 'jitsi' }),
    subject: textField({ example: 'meet.jitsi' }),
    tokenMinutes: numberField({ defaultValue: 120, min: 5, max: 720 }),
    guestsNeedToken: booleanField(),
  },
  ({ appSecret }) => (appSecret.length < SHORTEST_SECRET ? [{ field: 'appSecret', problem: 'secret-too-short' }] : []),
);

/** Video meetings: one room for each subscription, entered with a signed token. The server keeps nothing of it. */
export const jitsi: ConnectorFactory<JitsiSettings> = {
  id: 'jitsi',
  settings,
  can: abilities('suspend', 'rooms', 'guests', 'open'),
  docs: 'docs/connectors/jitsi.md',
  create: createJitsi,
};

function createJitsi(values: JitsiSettings, { http, clock }: ConnectorTools): Connector {
  const key = new TextEncoder().encode(values.appSecret);

  /** The same at each attempt, and not to be guessed from the subscription's id, which others may know. */
  const roomOf = (subscriptionId: string): string =>
    `ronron-${createHmac('sha256', key).update(`room:${subscriptionId}`).digest('hex').slice(0, 32)}`;

  function tokenFor(room: string, who: Actor): Promise<string> {
    const now = Math.floor(clock.now().getTime() / SECOND);
    const moderator = who.kind === 'member' && who.role === 'manager';
    // Every value is a string: Jitsi's pages fall over null. The moderator's flag is the one boolean it reads.
    const user = {
      id: who.kind === 'member' ? who.accountId : 'guest',
      name: who.displayName ?? '',
      affiliation: moderator ? 'owner' : 'member',
      moderator,
    };
    return new SignJWT({ room, context: { user } })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(values.appId)
      .setAudience(values.audience ?? values.appId)
      .setSubject(values.subject ?? new URL(values.url).hostname)
      .setIssuedAt(now)
      .setNotBefore(now - SKEW_SECONDS)
      .setExpirationTime(now + (values.tokenMinutes * MINUTE) / SECOND)
      .sign(key);
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

    async inspect(handle) {
      const { state, subscriptionId } = handle;
      if (state !== 'active' && state !== 'suspended' && state !== 'absent') {
        return failed('unsupported', 'The handle was written by another release or connector.');
      }
      const remoteName = roomOf(String(subscriptionId));
      return done({ state, subscriptionId: String(subscriptionId), remoteName, memberCount: null, quotaBytes: null });
    },

    async open(handle, who) {
      if (handle['state'] !== 'active') return failed('conflict', 'The subscription is not active.');
      const room = roomOf(String(handle['subscriptionId']));
      const url = new URL(`${values.url}/${room}`);
      if (who.kind === 'member' || values.guestsNeedToken) url.searchParams.set('jwt', await tokenFor(room, who));
      return done({ url: url.href, cookies: [] });
    },
  };
}
