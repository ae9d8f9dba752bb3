import { MINUTE, SECOND } from '@ronron/kernel';
import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { HttpAnswer, HttpMethod } from '../http/http-client.js';
import { keptSessions } from '../http/kept-sessions.js';
import { readJson } from '../http/read-json.js';
import type { PeerTubeSettings } from './peertube.js';

const SIGN_IN_PLUGIN = 'auth-openid-connect';

const configuration = z.object({
  serverVersion: z.string().max(40),
  plugin: z.object({ registeredExternalAuths: z.array(z.object({ name: z.string() })) }),
});
const oauthClient = z.object({ client_id: z.string(), client_secret: z.string() });
const tokenAnswer = z.object({
  // It becomes a header: anything but visible ASCII would break the next call.
  access_token: z.string().regex(/^[\x21-\x7e]{1,4000}$/),
  expires_in: z.number().positive(),
});

/** The calls of PeerTube's REST API (https://docs.joinpeertube.org/api-rest-reference.html) in the name of a moderator. */
export function createPeerTubeApi(settings: PeerTubeSettings, { http, clock }: ConnectorTools) {
  const { url, adminUser, adminPassword } = settings;
  const credentials = [url, adminUser, adminPassword];

  const at = (path: string): string => `${url}/api/v1/${path}`;

  async function signIn(): Promise<Outcome<string>> {
    const known = await http.send({ method: 'GET', url: at('oauth-clients/local') });
    if (known.kind !== 'done') return known;
    const client = known.value.status === 200 ? readJson(known.value, oauthClient) : refusalOf(known.value);
    if (client.kind !== 'done') return client;
    const answer = await http.send({
      method: 'POST',
      url: at('users/token'),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        ...client.value,
        grant_type: 'password',
        username: adminUser ?? '',
        password: adminPassword ?? '',
      }).toString(),
    });
    if (answer.kind !== 'done') return answer;
    const { status } = answer.value;
    // A wrong password is 400 (`invalid_grant`), an account with a second factor 401.
    if (status === 400 || status === 401) return failed('unauthorised', `The account was refused: HTTP ${status}.`);
    const token = status === 200 ? readJson(answer.value, tokenAnswer) : refusalOf(answer.value);
    if (token.kind !== 'done') return token;
    const lifetime = Math.max(token.value.expires_in * SECOND - MINUTE, 0);
    keptSessions.keep(credentials, token.value.access_token, new Date(clock.now().getTime() + lifetime));
    return done(token.value.access_token);
  }

  function send(method: HttpMethod, path: string, token: string, body?: object): Promise<Outcome<HttpAnswer>> {
    return http.send({
      method,
      url: at(path),
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** The answer of a moderator's call, or null for 404. */
  async function call(method: HttpMethod, path: string, body?: object): Promise<Outcome<HttpAnswer | null>> {
    if (adminUser === null) return failed('unsupported', 'The service has no account of a moderator in its settings.');
    const known = keptSessions.find(credentials, clock.now());
    let answer: Outcome<HttpAnswer> | null = known === null ? null : await send(method, path, known, body);
    if (answer === null || (answer.kind === 'done' && answer.value.status === 401)) {
      if (known !== null) keptSessions.forget(credentials, known);
      const fresh = await signIn();
      if (fresh.kind !== 'done') return fresh;
      answer = await send(method, path, fresh.value, body);
    }
    if (answer.kind !== 'done') return answer;
    const { status } = answer.value;
    if (status === 404) return done(null);
    return status >= 200 && status < 300 ? answer : refusalOf(answer.value);
  }

  return {
    hasModerator: adminUser !== null,

    /** The release; `unsupported` when people cannot sign in through the portal. */
    async version(): Promise<Outcome<string>> {
      const answer = await http.send({ method: 'GET', url: at('config') });
      if (answer.kind !== 'done') return answer;
      const read = answer.value.status === 200 ? readJson(answer.value, configuration) : refusalOf(answer.value);
      if (read.kind !== 'done') return read;
      const { plugin, serverVersion } = read.value;
      if (!plugin.registeredExternalAuths.some(({ name }) => name === SIGN_IN_PLUGIN)) {
        return failed('unsupported', `The plugin ${SIGN_IN_PLUGIN} is not set up on this server.`);
      }
      return done(serverVersion);
    },

    /** Null for 404. */
    async read<Value>(path: string, shape: z.ZodType<Value>): Promise<Outcome<Value | null>> {
      const answer = await call('GET', path);
      if (answer.kind !== 'done' || answer.value === null) return answer as Outcome<null>;
      return readJson(answer.value, shape);
    },

    /** PeerTube answers a change with 204 and nothing else. Done also when what is to be changed is gone. */
    async change(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Outcome<void>> {
      const answer = await call(method, path, body);
      if (answer.kind !== 'done') return answer;
      const status = answer.value?.status ?? 204;
      return status === 204 ? done(undefined) : failed('bad-answer', `A change was answered HTTP ${status}.`);
    },
  };
}

export type PeerTubeApi = ReturnType<typeof createPeerTubeApi>;

function refusalOf({ status }: HttpAnswer) {
  const detail = `PeerTube answered HTTP ${status}.`;
  if (status === 401 || status === 403) return failed('unauthorised', detail);
  return failed(status === 429 ? 'unreachable' : 'bad-answer', detail);
}
