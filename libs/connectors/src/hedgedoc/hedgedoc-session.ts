import { HOUR } from '@ronron/kernel';
import { z } from 'zod';
import type { ConnectorTools } from '../contract/connector-factory.js';
import { done, failed, type Outcome } from '../contract/outcome.js';
import type { HttpAnswer, HttpMethod } from '../http/http-client.js';
import { keptSessions } from '../http/kept-sessions.js';
import { readJson } from '../http/read-json.js';
import type { HedgeDocSettings } from './hedgedoc.js';

export interface HedgeDocCall {
  readonly method: HttpMethod;
  /** From the server's address, with its first slash. */
  readonly path: string;
  /** Markdown. */
  readonly body?: string;
}

export interface HedgeDocSession {
  /** The release, or null when it does not tell; `unauthorised` when the account is refused. */
  check(): Promise<Outcome<string | null>>;
  /** The answer to somebody who is signed in, whatever its status below 500. Redirects are answers. */
  call(call: HedgeDocCall): Promise<Outcome<HttpAnswer>>;
}

const me = z.object({ status: z.string() });

/** Less than HedgeDoc keeps them (14 days). */
const KEPT_FOR = HOUR;

export function createHedgeDocSession(settings: HedgeDocSettings, { http, clock }: ConnectorTools): HedgeDocSession {
  const { url, email, password } = settings;
  const credentials = [url, email, password];

  function send({ method, path, body }: HedgeDocCall, cookie: string): Promise<Outcome<HttpAnswer>> {
    const headers = { accept: 'application/json, text/markdown', ...(cookie === '' ? {} : { cookie }) };
    return http.send({
      method,
      url: `${url}${path}`,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'text/markdown; charset=utf-8' },
      ...(body === undefined ? {} : { body }),
      redirects: 'answer',
    });
  }

  /** A redirect with a cookie follows the sign-in either way: only `/me` tells whether it succeeded. */
  async function signIn(): Promise<Outcome<string>> {
    const answer = await http.send({
      method: 'POST',
      url: `${url}/login`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ email: email ?? '', password: password ?? '' }).toString(),
      redirects: 'answer',
    });
    if (answer.kind !== 'done') return answer;
    const { status, headers } = answer.value;
    if (status === 429) return failed('unreachable', 'HedgeDoc takes no more sign-ins for some minutes.');
    if (status === 404) return failed('unsupported', 'HedgeDoc has no sign-in with an e-mail address (CMD_EMAIL).');
    if (status === 400) return failed('unauthorised', 'HedgeDoc does not take this e-mail address.');
    const cookie = cookiesOf(headers['set-cookie'] ?? '');
    if (status !== 302 || cookie === '') return failed('bad-answer', `The sign-in was answered HTTP ${status}.`);
    const known = await whoIs(cookie);
    if (known.kind !== 'done') return known;
    if (!known.value.signedIn) return failed('unauthorised', 'HedgeDoc refused the account of the portal.');
    keptSessions.keep(credentials, cookie, new Date(clock.now().getTime() + KEPT_FOR));
    return done(cookie);
  }

  async function whoIs(cookie: string): Promise<Outcome<{ signedIn: boolean; version: string | null }>> {
    const answer = await send({ method: 'GET', path: '/me' }, cookie);
    if (answer.kind !== 'done') return answer;
    const { status, headers } = answer.value;
    if (status !== 200) return failed('bad-answer', `/me answered HTTP ${status}.`);
    const read = readJson(answer.value, me);
    if (read.kind !== 'done') return read;
    const version = headers['hedgedoc-version']?.slice(0, 40) ?? null;
    return done({ signedIn: read.value.status === 'ok', version });
  }

  const knownCookie = (): string | null => keptSessions.find(credentials, clock.now());

  async function asSomebody(attempt: (cookie: string) => Promise<Outcome<HttpAnswer>>): Promise<Outcome<HttpAnswer>> {
    const known = knownCookie();
    if (known !== null) {
      const answer = await attempt(known);
      if (answer.kind !== 'done' || !asksToSignIn(answer.value)) return answer;
      keptSessions.forget(credentials, known);
    }
    const fresh = await signIn();
    if (fresh.kind !== 'done') return fresh;
    const answer = await attempt(fresh.value);
    if (answer.kind === 'done' && asksToSignIn(answer.value)) {
      return failed('unauthorised', 'HedgeDoc keeps asking to sign in.');
    }
    return answer;
  }

  /** What needs an account redirects to the front page. */
  function asksToSignIn({ status, headers }: HttpAnswer): boolean {
    const location = headers['location'] ?? '';
    if (status !== 302 || !URL.canParse(location, url)) return false;
    return new URL(location, url).pathname.replace(/\/$/, '') === new URL(url).pathname.replace(/\/$/, '');
  }

  return {
    async check() {
      if (email === null) {
        const anybody = await whoIs('');
        return anybody.kind === 'done' ? done(anybody.value.version) : anybody;
      }
      const known = await whoIs(knownCookie() ?? '');
      if (known.kind !== 'done') return known;
      if (known.value.signedIn) return done(known.value.version);
      const fresh = await signIn();
      return fresh.kind === 'done' ? done(known.value.version) : fresh;
    },

    async call(call) {
      if (email === null) return failed('unsupported', 'The service has no account of the portal in its settings.');
      const answer = await asSomebody((cookie) => send(call, cookie));
      if (answer.kind !== 'done') return answer;
      const { status } = answer.value;
      if (status === 429) return failed('unreachable', 'HedgeDoc takes no more calls for some minutes.');
      return status >= 500 ? failed('bad-answer', `HedgeDoc answered HTTP ${status}.`) : answer;
    },
  };
}

/** Of several `Set-Cookie` joined by commas, which stand in their dates as well. */
function cookiesOf(header: string): string {
  const pairs = [...header.matchAll(/(?:^|, )([\w.-]+=[^;,\s]+)/g)].map(([, pair]) => pair!);
  return pairs.join('; ').slice(0, 4096);
}
