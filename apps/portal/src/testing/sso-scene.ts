import { secretHash, type PersonalScope } from '@ronron/oidc';
import { PageClient, RoundRobin, type Page } from '@ronron/testing';
import * as client from 'openid-client';
import type { Account } from '../features/accounts/account.entity.js';
import type { Service } from '../features/catalogue/service.entity.js';
import { OidcClient } from '../features/sso/clients/oidc-client.entity.js';
import { findTool } from '../features/sso/tools/known-tools.js';
import { SubscriptionsService } from '../features/subscriptions/subscriptions.service.js';
import { TEST_PASSWORD, TestPortal } from './portal-harness.js';
import { aService } from './request-scene.js';

/** Where tools get their answers; nobody listens there, the browser's way simply ends. */
export const CALLBACK = 'https://outil.example/callback';
export const AFTER_LOGOUT = 'https://outil.example/';

/** A tool as an independent library plays it, known to the portal. */
export interface Tool {
  readonly id: string;
  readonly secret: string;
  readonly config: client.Configuration;
  readonly service: Service;
}

export interface ToolOptions {
  readonly scopes?: readonly PersonalScope[];
  readonly consent?: boolean;
  readonly pairwise?: boolean;
  readonly backchannelLogoutUri?: string;
  readonly idTokenAlg?: 'ES256' | 'RS256';
  /** One of the tools that have instructions, with its habits. */
  readonly tool?: string;
  readonly service?: Partial<Service>;
}

/** What a tool keeps between asking and the answer. */
export interface Asked {
  readonly url: URL;
  readonly checks: client.AuthorizationCodeGrantChecks;
}

/** Two replicas of a portal behind something that sends each request to the other one, whoever it is from; real time. */
export class SsoScene {
  private constructor(
    readonly front: RoundRobin,
    readonly portal: TestPortal,
    readonly other: TestPortal,
  ) {}

  static async start(): Promise<SsoScene> {
    const front = await RoundRobin.start();
    const environment = { PUBLIC_URL: front.origin };
    const portal = await TestPortal.start(undefined, environment);
    const other = await TestPortal.start(portal, environment);
    front.sendTo(portal.origin, other.origin);
    const scene = new SsoScene(front, portal, other);
    scene.syncClock();
    return scene;
  }

  async stop(): Promise<void> {
    await this.front.stop();
    await this.other.stop();
    await this.portal.stop();
  }

  /** The provider's library lives in real time: so does the portal here, whenever somebody signs in. */
  syncClock(): void {
    this.portal.clock.advance(Date.now() - this.portal.clock.now().getTime());
  }

  async tool(options: ToolOptions = {}): Promise<Tool> {
    const service = await aService(this.portal, { name: 'Nuage', ...options.service });
    const id = this.portal.newId();
    const secret = `secret of ${id}`;
    const now = this.portal.clock.now();
    await this.portal.database.getRepository(OidcClient).insert({
      id,
      serviceId: service.id,
      tool: options.tool ?? 'generic',
      pkce: findTool(options.tool ?? 'generic').pkce,
      secretHash: secretHash(secret),
      redirectUris: [CALLBACK],
      postLogoutRedirectUris: [AFTER_LOGOUT],
      backchannelLogoutUri: options.backchannelLogoutUri ?? null,
      scopes: [...(options.scopes ?? ['profile'])],
      consent: options.consent ?? false,
      pairwiseSalt: options.pairwise ? `salt ${id}` : null,
      idTokenAlg: options.idTokenAlg ?? 'RS256',
      createdAt: now,
      updatedAt: now,
    });
    return { id, secret, service, config: await this.discover(id, secret, options.idTokenAlg) };
  }

  discover(id: string, secret: string, alg: 'ES256' | 'RS256' = 'RS256'): Promise<client.Configuration> {
    return client.discovery(
      new URL(`${this.front.origin}/oidc`),
      id,
      { client_secret: secret, id_token_signed_response_alg: alg },
      client.ClientSecretBasic(secret),
      { execute: [client.allowInsecureRequests] },
    );
  }

  async subscribe(account: Account, { service }: Tool, quota: number | null = 5_000_000_000): Promise<string> {
    const holder = { accountId: account.id };
    const subscriptions = this.portal.app.get(SubscriptionsService);
    const granted = await this.portal.database.transaction((manager) =>
      subscriptions.grant(manager, { serviceId: service.id, holder, requestId: null, quota }),
    );
    return granted.id;
  }

  browser(): PageClient {
    return new PageClient(this.front.origin);
  }

  /** A browser of somebody who signed in to the portal, just now or so many seconds ago. */
  async signedIn(account: Account, secondsAgo = 0): Promise<PageClient> {
    this.syncClock();
    this.portal.clock.advance(-1000 * secondsAgo);
    const browser = this.browser();
    await this.submitSignIn(browser, await browser.get('/connexion'), account);
    return browser;
  }

  /** Fills in the page that asks who somebody is. */
  async submitSignIn(browser: PageClient, page: Page, account: Account): Promise<Page> {
    return browser.submit(page, 'form[action$="/connexion"]', { email: account.email, password: TEST_PASSWORD });
  }

  /** What the tool asks of a browser. */
  async ask(tool: Tool, parameters: Record<string, string> = {}): Promise<Asked> {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const expectedNonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(tool.config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email groups quota subscriptions',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      ...parameters,
    });
    return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
  }

  /** What became of the tool's question: an address of the tool's, or a page of the portal. */
  async follow(browser: PageClient, asked: Asked): Promise<URL | Page> {
    return browser.leave(asked.url.pathname + asked.url.search);
  }

  /** The whole way of somebody who is signed in and may use the tool. */
  async open(browser: PageClient, tool: Tool, parameters: Record<string, string> = {}): Promise<Tokens> {
    const asked = await this.ask(tool, parameters);
    const end = await this.follow(browser, asked);
    if (!(end instanceof URL)) throw new Error(`Held up at ${end.path}: ${end.$('h1').text()}`);
    return this.redeem(tool, asked, end);
  }

  redeem(tool: Tool, asked: Asked, answer: URL): Promise<Tokens> {
    return client.authorizationCodeGrant(tool.config, answer, asked.checks);
  }
}

export type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** The page of ours that leads on by itself, and where to. */
export function leadsTo(page: Page): string {
  const refresh = /^0; url=(.+)$/.exec(page.headers.get('refresh') ?? '');
  if (refresh === null) throw new Error(`${page.path} leads nowhere: ${page.$('h1').text()}`);
  const url = new URL(refresh[1]!, 'http://here');
  return url.pathname + url.search;
}
