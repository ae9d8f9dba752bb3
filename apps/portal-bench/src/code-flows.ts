import type { LemonPeer, PortalProcess } from '@ronron/testing';
import { createHash } from 'node:crypto';
import { Pool } from 'undici';
import type { Side } from './comparison.js';
import type { LoadResult } from './load.js';
import { FROM_PROXY } from './stage.js';

/** Nobody listens there: the address is only read. */
export const CALLBACK = 'https://tool.example/callback';

const VERIFIER = 'a-code-verifier-of-more-than-forty-three-characters';

export interface FlowClient {
  readonly id: string;
  readonly secret: string;
}

interface Target {
  readonly origin: string;
  readonly paths: { readonly authorize: string; readonly token: string; readonly userinfo: string };
  readonly headers: Readonly<Record<string, string>>;
  /** Of a browser in which somebody is signed in. */
  readonly cookie: string;
  readonly client: FlowClient;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What is sent in every flow alike: made once, so that what asks is not what is measured. */
interface Requests {
  readonly authorize: readonly [path: string, headers: Readonly<Record<string, string>>];
  readonly token: readonly [path: string, headers: Readonly<Record<string, string>>];
  readonly redeem: string;
  readonly userinfo: string;
}

/** Whole flows: authorize with the cookie of an existing session, token, userinfo, with PKCE; a flow counts as one. */
export function portalFlowSide(portal: PortalProcess, cookie: string, client: FlowClient): Promise<Side> {
  const paths = { authorize: '/oidc/auth', token: '/oidc/token', userinfo: '/oidc/userinfo' };
  const target = { origin: portal.url, paths, headers: FROM_PROXY, cookie, client };
  return sideOf(portal.pid, target);
}

export async function bareFlowSide(
  bare: { readonly origin: string; readonly pid: number },
  client: FlowClient,
): Promise<Side> {
  const paths = { authorize: '/auth', token: '/token', userinfo: '/me' };
  const target = { origin: bare.origin, paths, headers: {}, cookie: '', client };
  const cookie = await bareSession(target);
  return sideOf(bare.pid, { ...target, cookie });
}

export async function lemonFlowSide(lemon: LemonPeer, client: FlowClient): Promise<Side> {
  const paths = { authorize: '/oauth2/authorize', token: '/oauth2/token', userinfo: '/oauth2/userinfo' };
  const cookie = await lemon.signIn();
  return sideOf(null, { origin: lemon.origin, paths, headers: { host: lemon.host }, cookie, client });
}

/** One flow first: what is measured is somebody who has opened the tool before. */
async function sideOf(pid: number | null, target: Target): Promise<Side> {
  const requests = requestsOf(target);
  const pool = new Pool(target.origin, { connections: 1 });
  await flow(pool, target, requests);
  await pool.destroy();
  return { origin: target.origin, pid, status: 200, next: () => null, run: flowsOf(target, requests) };
}

function requestsOf(target: Target): Requests {
  const { client, cookie, headers, paths } = target;
  const credentials = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const redeem = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code_verifier: VERIFIER };
  return {
    authorize: [authorizePath(target), { ...headers, cookie }],
    token: [paths.token, { ...headers, ...form, authorization: `Basic ${credentials}` }],
    redeem: new URLSearchParams(redeem).toString(),
    userinfo: paths.userinfo,
  };
}

type Run = NonNullable<Side['run']>;

function flowsOf(target: Target, requests: Requests): Run {
  return async ({ connections, milliseconds }): Promise<LoadResult> => {
    const pool = new Pool(target.origin, { connections });
    const started = performance.now();
    let done = 0;
    const one = async (): Promise<void> => {
      while (performance.now() < started + milliseconds) {
        await flow(pool, target, requests);
        done++;
      }
    };
    try {
      await Promise.all(Array.from({ length: connections }, one));
    } finally {
      await pool.destroy();
    }
    return { requests: done, seconds: (performance.now() - started) / 1000 };
  };
}

async function flow(
  pool: Pool,
  { origin, headers }: Target,
  { authorize, token, redeem, userinfo }: Requests,
): Promise<void> {
  const asked = await send(pool, 'GET', ...authorize);
  const code = /[?&]code=([^&]+)/.exec(String(asked.headers['location']))?.[1];
  if (code === undefined)
    throw new Error(`No code: ${asked.status} ${String(asked.headers['location'])}\n${asked.body.slice(0, 500)}`);
  const redeemed = await send(pool, 'POST', ...token, `${redeem}&code=${code}`);
  if (redeemed.status !== 200) throw new Error(`No token from ${origin}: ${redeemed.status} ${redeemed.body}`);
  const { access_token: bearer } = JSON.parse(redeemed.body) as { access_token: string };
  const told = await send(pool, 'GET', userinfo, { ...headers, authorization: `Bearer ${bearer}` });
  if (told.status !== 200 || !told.body.includes('"sub"')) throw new Error(`No userinfo: ${told.status} ${told.body}`);
}

function authorizePath({ client, paths }: Target): string {
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid profile',
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return `${paths.authorize}?${query.toString()}`;
}

/** Signs somebody in at the bare provider, which asks nobody; the cookies that are left are the session. */
async function bareSession(target: Target): Promise<string> {
  const pool = new Pool(target.origin, { connections: 1 });
  const cookies = new Map<string, string>();
  const sent = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  let next = authorizePath(target);
  try {
    for (let step = 0; step < 5; step++) {
      const { headers } = await send(pool, 'GET', next, { cookie: sent() });
      for (const line of [headers['set-cookie'] ?? []].flat()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (value === '') cookies.delete(name!);
        else cookies.set(name!, value!);
      }
      const location = new URL(String(headers['location'] ?? CALLBACK), target.origin);
      if (location.searchParams.has('code')) return sent();
      next = location.pathname + location.search;
    }
  } finally {
    await pool.destroy();
  }
  throw new Error('The bare provider signed nobody in.');
}

async function send(
  pool: Pool,
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Answered> {
  const answer = await pool.request({ method, path, headers: { ...headers }, body: body ?? null });
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
}
