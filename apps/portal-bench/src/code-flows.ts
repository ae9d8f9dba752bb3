import type { LemonPeer, PortalProcess } from '@ronron/testing';
import { createHash } from 'node:crypto';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
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
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
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
  const agent = new Agent();
  await flow(target, agent);
  agent.destroy();
  return { origin: target.origin, pid, status: 200, next: () => null, run: flowsOf(target) };
}

type Run = NonNullable<Side['run']>;

function flowsOf(target: Target): Run {
  return async ({ connections, milliseconds }): Promise<LoadResult> => {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const started = performance.now();
    let requests = 0;
    const one = async (): Promise<void> => {
      while (performance.now() < started + milliseconds) {
        await flow(target, agent);
        requests++;
      }
    };
    try {
      await Promise.all(Array.from({ length: connections }, one));
    } finally {
      agent.destroy();
    }
    return { requests, seconds: (performance.now() - started) / 1000 };
  };
}

async function flow(target: Target, agent: Agent): Promise<void> {
  const { client, cookie, paths } = target;
  const asked = await send(target, agent, 'GET', authorizePath(target), { cookie });
  const code = new URL(asked.headers.location ?? CALLBACK, target.origin).searchParams.get('code');
  if (code === null) throw new Error(`No code: ${asked.status} ${asked.headers.location}\n${asked.body.slice(0, 500)}`);
  const redeemed = await send(
    target,
    agent,
    'POST',
    paths.token,
    {
      authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER }),
  );
  if (redeemed.status !== 200) throw new Error(`No token from ${target.origin}: ${redeemed.status} ${redeemed.body}`);
  const { access_token: token } = JSON.parse(redeemed.body) as { access_token: string };
  const told = await send(target, agent, 'GET', paths.userinfo, { authorization: `Bearer ${token}` });
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
  const agent = new Agent();
  const cookies = new Map<string, string>();
  let next = authorizePath(target);
  for (let step = 0; step < 5; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { headers } = await send(target, agent, 'GET', next, { cookie });
    for (const line of headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    const location = new URL(headers.location ?? CALLBACK, target.origin);
    if (location.searchParams.has('code')) return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    next = location.pathname + location.search;
  }
  throw new Error('The bare provider signed nobody in.');
}

function send(
  target: Target,
  agent: Agent,
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: URLSearchParams,
): Promise<Answered> {
  const text = body?.toString();
  const sent = {
    ...target.headers,
    ...headers,
    ...(text === undefined ? {} : { 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(target.origin + path, { method, headers: sent, agent }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (part: string) => (answer += part));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: answer }));
    });
    request.once('error', reject);
    request.end(text);
  });
}
