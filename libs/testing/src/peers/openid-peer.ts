import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  decodeJwt,
  UnsecuredJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { startPeerServer, type PeerServer } from './peer-server.js';

/** How it lies or fails, until it is told otherwise. */
export type OpenIdFault =
  | 'down'
  | 'silent'
  | 'wrong nonce'
  | 'wrong issuer'
  | 'unsigned userinfo'
  | 'userinfo of somebody else'
  | 'foreign key'
  | 'no signature'
  | 'HS256 by the public key'
  | 'HS256 by the secret';

/** Who signs in over there: claims, `sub` among them. */
export type OpenIdPerson = Readonly<Record<string, unknown>> & { readonly sub: string };

export interface OpenIdPeerOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  readonly signOutReturn: string;
  /** With which id_token and userinfo are signed; null: userinfo is plain JSON. */
  readonly signedUserinfo: 'ES256' | null;
}

export interface OpenIdPeer {
  readonly issuer: string;
  person: OpenIdPerson;
  /** The level that it reaches, whatever is asked for. */
  acr: string;
  amr: readonly string[];
  fault: OpenIdFault | null;
  /** Parameters of the last departure to it. */
  lastRequest: URLSearchParams;
  /** Fields of the last exchange of a code. */
  lastExchange: URLSearchParams;
  /** What a browser does there: signs in at once. Returns the address to which it is sent back. */
  visit(address: string): Promise<string>;
  stop(): Promise<void>;
}

/** A provider of OpenID Connect as ProConnect and FranceConnect are ones, on a certified library. */
export async function startOpenIdPeer(options: OpenIdPeerOptions): Promise<OpenIdPeer> {
  const [own, foreign] = [await generateKeyPair('ES256', { extractable: true }), await generateKeyPair('ES256')];
  const jwk = { ...(await exportJWK(own.privateKey)), kid: 'peer', alg: 'ES256', use: 'sig' };
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = await startPeerServer((request, response) => handle(request, response));
  const provider = await createProvider(server, options, jwk, () => peer);
  const serve = provider.callback();
  const peer: OpenIdPeer = {
    issuer: server.url,
    person: { sub: 'somebody' },
    acr: 'eidas1',
    amr: ['pwd'],
    fault: null,
    lastRequest: new URLSearchParams(),
    lastExchange: new URLSearchParams(),
    visit: (address) => visit(address, server.url),
    stop: () => server.stop(),
  };
  handle = (request, response) => {
    const url = new URL(request.url ?? '/', server.url);
    if (peer.fault === 'down') return void response.writeHead(503).end();
    if (peer.fault === 'silent') return;
    if (url.pathname === '/auth') peer.lastRequest = url.searchParams;
    if (url.pathname.startsWith('/interaction/')) return void signIn(provider, request, response, peer);
    if (url.pathname === '/token' && peer.fault !== null)
      tamper(response, peer, {
        own: own.privateKey,
        foreign: foreign.privateKey,
        published: own.publicKey,
        secret: options.clientSecret,
      });
    if (url.pathname === '/me' && peer.fault === 'unsigned userinfo') {
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(peer.person));
    }
    if (url.pathname === '/me' && peer.fault === 'userinfo of somebody else') {
      const signed = new SignJWT({ ...peer.person, sub: 'somebody else', iss: server.url, aud: options.clientId });
      void signed
        .setProtectedHeader({ alg: 'ES256', kid: 'peer' })
        .sign(own.privateKey)
        .then((jwt) => response.writeHead(200, { 'content-type': 'application/jwt' }).end(jwt));
      return;
    }
    serve(request, response);
  };
  return peer;
}

async function createProvider(
  server: PeerServer,
  options: OpenIdPeerOptions,
  jwk: object,
  peer: () => OpenIdPeer,
): Promise<Provider> {
  // Read when it is needed: most tests have no such peer.
  const { Provider } = await import('oidc-provider');
  const each = ['given_name', 'family_name', 'usual_name', 'siret', 'idp_id'];
  const provider = new Provider(server.url, {
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        redirect_uris: [...options.redirectUris],
        post_logout_redirect_uris: [options.signOutReturn],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'ES256',
        ...(options.signedUserinfo === null ? {} : { userinfo_signed_response_alg: options.signedUserinfo }),
      },
    ],
    jwks: { keys: [jwk as never] },
    enabledJWA: { userinfoSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      claimsParameter: { enabled: true },
    },
    pkce: { required: () => false },
    acrValues: ['eidas1', 'eidas2', 'eidas3'],
    scopes: ['openid', 'profile', 'email', ...each],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name'],
      email: ['email', 'email_verified'],
      amr: null as never,
      acr: null as never,
      ...Object.fromEntries(each.map((name) => [name, [name]])),
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ['a key for tests only'] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ ...peer().person, sub: id }) }),
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'token') peer().lastExchange = new URLSearchParams(ctx.oidc.body as Record<string, string>);
  });
  return provider;
}

/** Nobody is asked anything: the person that the test chose signs in, at the level that it chose. */
async function signIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  peer: OpenIdPeer,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const accountId = peer.person.sub;
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  const login = { accountId, acr: peer.acr, amr: [...peer.amr] };
  await provider.interactionFinished(request, response, { login, consent: { grantId: await grant.save() } });
}

interface TamperKeys {
  readonly own: CryptoKey;
  readonly foreign: CryptoKey;
  readonly published: CryptoKey;
  readonly secret: string;
}

/** Signs another id_token in place of the right one, on its way out. */
function tamper(response: ServerResponse, peer: OpenIdPeer, keys: TamperKeys): void {
  const end = response.end.bind(response);
  response.end = ((body: Buffer | string) => {
    void (async () => {
      const answer = JSON.parse(String(body)) as { id_token?: string };
      if (answer.id_token === undefined) return end(body);
      const claims = decodeJwt(answer.id_token);
      if (peer.fault === 'wrong nonce') claims['nonce'] = 'another nonce that is long enough to be one';
      if (peer.fault === 'wrong issuer') claims['iss'] = 'https://somebody-else.example';
      answer.id_token = await signed(claims, peer.fault, keys);
      const text = JSON.stringify(answer);
      response.setHeader('content-length', Buffer.byteLength(text));
      return end(text);
    })();
    return response;
  }) as never;
}

/** RFC 8725, sections 2.1 and 3.1: a verifier that believes the header's `alg` takes the forged ones. */
async function signed(claims: JWTPayload, fault: OpenIdFault | null, keys: TamperKeys): Promise<string> {
  if (fault === 'no signature') return new UnsecuredJWT(claims).encode();
  const jwt = new SignJWT(claims);
  const symmetric = (secret: string): Promise<string> =>
    jwt.setProtectedHeader({ alg: 'HS256', kid: 'peer' }).sign(new TextEncoder().encode(secret));
  if (fault === 'HS256 by the public key') return symmetric(await exportSPKI(keys.published));
  if (fault === 'HS256 by the secret') return symmetric(keys.secret);
  return jwt.setProtectedHeader({ alg: 'ES256', kid: 'peer' }).sign(fault === 'foreign key' ? keys.foreign : keys.own);
}

async function visit(address: string, origin: string): Promise<string> {
  const cookies = new Map<string, string>();
  for (let hop = new URL(address); ;) {
    if (hop.origin !== origin) return hop.href;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(hop, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';', 1)[0]!;
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = response.headers.get('location');
    if (location === null)
      throw new Error(`The provider answers ${response.status}: ${(await response.text()).slice(0, 500)}`);
    hop = new URL(location, hop);
  }
}
