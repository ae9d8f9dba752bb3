import {
  createTestDatabase,
  PageClient,
  plantSignInClient,
  startPortalProcess,
  startWebhookPeer,
  type Page,
  type PlantedClient,
  type PortalProcess,
  type TestDatabase,
  type WebhookPeer,
} from '@ronron/testing';
import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_PASSWORD } from '../src/stage.js';

/** Where answers go; nobody listens there, the browser's way simply ends. */
export const CALLBACK = 'https://rp.example/callback';
export const AFTER_LOGOUT = 'https://rp.example/post_logout_redirect';

export const RESIDENT = 'resident@demo.example';

/** People who may be signed out without spoiling anything for the other tests. */
const LEAVERS = ['asso', 'voisin1', 'voisin2', 'voisin3'].map((name) => `${name}@demo.example`);

export type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** A request for authorization and what its answer is checked with. */
export interface Asked {
  readonly url: URL;
  readonly checks: client.AuthorizationCodeGrantChecks;
}

/** One of the official tests, under its name. */
export interface ConformanceTest {
  readonly name: string;
  run(rp: RelyingParty): Promise<void>;
}

/** What the official suite plays: a relying party with two static clients, against a portal that runs as a process of its own. */
export class RelyingParty {
  readonly config: client.Configuration;
  private leavers = 0;

  private constructor(
    readonly portal: PortalProcess,
    readonly first: PlantedClient,
    readonly second: PlantedClient,
    /** A client of a service, which is told when sign-ins end. */
    readonly told: PlantedClient,
    /** Where it is told. */
    readonly backchannel: WebhookPeer,
    readonly metadata: Record<string, never>,
    private readonly resident: PageClient,
    private readonly undo: () => Promise<void>,
  ) {
    this.config = this.configurationOf(first);
  }

  static async start(): Promise<RelyingParty> {
    const folder = await mkdtemp(join(tmpdir(), 'ronron-conformance-'));
    const database: TestDatabase = await createTestDatabase({
      adminUrl: process.env['RONRON_TEST_DATABASE_URL']!,
      template: process.env['RONRON_TEST_TEMPLATE'] ?? 'ronron_template',
      name: `conformance_${process.pid}`,
    });
    const portal = await startPortalProcess({ DATABASE_URL: database.url, DATA_DIR: folder, DEMO: '1' });
    const backchannel = await startWebhookPeer();
    backchannel.answer(200);
    const shared = { redirectUris: [CALLBACK], postLogoutRedirectUris: [AFTER_LOGOUT], scopes: ['profile', 'email'] };
    const first = await plantSignInClient(database.url, shared);
    const second = await plantSignInClient(database.url, shared);
    const told = await plantSignInClient(database.url, {
      ...shared,
      backchannelLogoutUri: `${backchannel.url}/backchannel_logout`,
      service: { slug: 'pads', subscriber: RESIDENT },
    });
    const discovery = await fetch(`${portal.url}/oidc/.well-known/openid-configuration`);
    const metadata = (await discovery.json()) as Record<string, never>;
    const resident = await signIn(portal, RESIDENT);
    return new RelyingParty(portal, first, second, told, backchannel, metadata, resident, async () => {
      await backchannel.stop();
      await portal.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  stop(): Promise<void> {
    return this.undo();
  }

  configurationOf({ id, secret }: PlantedClient, how: 'basic' | 'post' = 'basic'): client.Configuration {
    const authentication = how === 'basic' ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret);
    const server = this.metadata as unknown as client.ServerMetadata;
    const config = new client.Configuration(server, id, { client_secret: secret }, authentication);
    client.allowInsecureRequests(config);
    return config;
  }

  /** A browser in which nobody is signed in. */
  stranger(): PageClient {
    return new PageClient(this.portal.url);
  }

  /** A browser in which the resident is signed in; all tests that end no session share the session. */
  signedIn(): PageClient {
    return this.resident.clone();
  }

  /** A browser of somebody who signed in just now and may be signed out again. */
  leaver(): Promise<PageClient> {
    return signIn(this.portal, LEAVERS[this.leavers++ % LEAVERS.length]!);
  }

  /** A browser in which the resident signed in just now, apart from the shared session. */
  residentAnew(): Promise<PageClient> {
    return signIn(this.portal, RESIDENT);
  }

  /** `auth_time` is in whole seconds: somebody who signed in within this one has just shown who they are. */
  async nextSecond(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000)));
  }

  /** The logout tokens of one sign-in that came so far; waits for the first, which a worker sends. */
  async logoutTokensFor(sid: string): Promise<string[]> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const tokens = this.backchannel.received.map(({ body }) => new URLSearchParams(body).get('logout_token') ?? '');
      const own = tokens.filter((token) => token !== '' && decodeJwt(token)['sid'] === sid);
      if (own.length > 0 || Date.now() > deadline) return own;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Signs the resident in on the page that a browser was led to, and goes on to where that leads. */
  async signInOn(browser: PageClient, page: Page): Promise<URL | Page> {
    // Who is signed in already confirms that it is still them.
    const known = page.$('[name=confirmationPassword]').length > 0;
    const after = known
      ? await browser.submit(page, 'form:has([name=confirmationPassword])', { confirmationPassword: DEMO_PASSWORD })
      : await browser.submit(page, 'form:has([name=password])', { email: RESIDENT, password: DEMO_PASSWORD });
    const onward = /^0; url=(.+)$/.exec(after.headers.get('refresh') ?? '')?.[1];
    return onward === undefined ? after : browser.leave(onward);
  }

  /** `undefined` leaves a parameter out. */
  async ask(parameters: Record<string, string | undefined> = {}, config = this.config): Promise<Asked> {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const all: Record<string, string | undefined> = {
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid',
      state: client.randomState(),
      nonce: client.randomNonce(),
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    };
    const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const url = client.buildAuthorizationUrl(config, Object.fromEntries(given));
    if (all['response_type'] === undefined) url.searchParams.delete('response_type');
    return { url, checks: { pkceCodeVerifier, expectedState: all['state'], expectedNonce: all['nonce'] } };
  }

  /** Where a browser ends: an address of the relying party's, or a page of the portal. */
  follow(browser: PageClient, { url }: Asked): Promise<URL | Page> {
    return browser.leave(url.pathname + url.search);
  }

  /** The answer that the relying party gets from a browser in which the question needs no page. */
  async answerTo(browser: PageClient, asked: Asked): Promise<URL> {
    const end = await this.follow(browser, asked);
    if (!(end instanceof URL)) throw new Error(`Held up at ${end.path}: ${end.$('h1').text()}`);
    return end;
  }

  redeem(asked: Asked, answer: URL, config = this.config): Promise<Tokens> {
    return client.authorizationCodeGrant(config, answer, asked.checks);
  }

  /** The whole flow of the signed-in resident. */
  async flow(
    parameters: Record<string, string | undefined> = {},
    { browser = this.signedIn(), config = this.config } = {},
  ): Promise<Tokens> {
    const asked = await this.ask(parameters, config);
    return this.redeem(asked, await this.answerTo(browser, asked), config);
  }

  /** What the userinfo endpoint says to an access token. */
  async userinfo(token: string): Promise<Record<string, unknown>> {
    const response = await this.callUserinfo({ headers: { authorization: `Bearer ${token}` } });
    if (response.status !== 200) throw new Error(`The userinfo endpoint answers ${response.status}.`);
    return (await response.json()) as Record<string, unknown>;
  }

  callUserinfo(init: RequestInit): Promise<Response> {
    return fetch(this.metadata['userinfo_endpoint']!, init);
  }

  /** Asks the token endpoint as it stands, for what a well-behaved library would not send. */
  callToken(parameters: Record<string, string>, { id, secret }: PlantedClient = this.first): Promise<Response> {
    return fetch(this.metadata['token_endpoint']!, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams(parameters),
    });
  }

  /** Sends a browser to the end-session endpoint, agreeing where the portal asks. */
  async signOut(browser: PageClient, parameters: Record<string, string>): Promise<URL | Page> {
    const url = new URL(this.metadata['end_session_endpoint']!);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const asked = await browser.leave(url.pathname + url.search);
    if (asked instanceof URL || asked.$('form[action*="/session/end"]').length === 0) return asked;
    const form = asked.$('form[action*="/session/end"]').first();
    const named = form.find('input[name], button[name]').toArray();
    const fields = named.map((field): [string, string] => [
      asked.$(field).attr('name')!,
      asked.$(field).attr('value') ?? '',
    ]);
    return browser.leaveByPosting(new URL(form.attr('action')!, this.portal.url).pathname, new URLSearchParams(fields));
  }

  /** Whether somebody is still signed in at the provider, as `prompt=none` tells. */
  async isSignedIn(browser: PageClient): Promise<boolean> {
    const answer = await this.answerTo(browser, await this.ask({ prompt: 'none' }));
    if (answer.searchParams.get('error') === 'login_required') return false;
    if (answer.searchParams.has('code')) return true;
    throw new Error(`prompt=none is answered with ${answer.searchParams.toString()}`);
  }
}

async function signIn(portal: PortalProcess, email: string): Promise<PageClient> {
  const browser = new PageClient(portal.url);
  const page = await browser.get('/connexion');
  const after = await browser.submit(page, 'form:has([name=password])', { email, password: DEMO_PASSWORD });
  if (after.path.startsWith('/connexion')) throw new Error(`${email} could not sign in: ${after.$('main').text()}`);
  return browser;
}
