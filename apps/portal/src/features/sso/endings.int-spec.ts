import { startWebhookPeer, type Page, type PageClient, type WebhookPeer } from '@ronron/testing';
import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { TEST_PASSWORD } from '../../testing/portal-harness.js';
import { AFTER_LOGOUT, SsoScene, type Tokens, type Tool, type ToolOptions } from '../../testing/sso-scene.js';
import type { Account } from '../accounts/account.entity.js';
import { AccountSessions } from '../accounts/account-sessions.service.js';
import { AccountSuspensions } from '../accounts/closing/account-suspensions.service.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { OidcClient } from './clients/oidc-client.entity.js';

interface Opened {
  readonly tool: Tool;
  readonly account: Account;
  readonly browser: PageClient;
  readonly tokens: Tokens;
  readonly subscriptionId: string;
}

describe('the end of a sign-in', () => {
  let scene: SsoScene;
  /** A tool that listens to announcements. */
  let peer: WebhookPeer;

  beforeAll(async () => {
    scene = await SsoScene.start();
    peer = await startWebhookPeer();
  });
  afterAll(async () => {
    await peer.stop();
    await scene.stop();
  });
  beforeEach(() => {
    peer.answer(200);
    peer.received.length = 0;
  });

  const listening = (options: ToolOptions = {}): Promise<Tool> =>
    scene.tool({
      backchannelLogoutUri: `${peer.url}/logout`,
      ...options,
      service: { approvedHosts: ['127.0.0.1'], allowPrivateHosts: true },
    });
  const opened = async (options: ToolOptions = {}): Promise<Opened> => {
    const tool = await listening(options);
    const account = await scene.portal.account();
    const subscriptionId = await scene.subscribe(account, tool);
    const browser = await scene.signedIn(account);
    return { tool, account, browser, subscriptionId, tokens: await scene.open(browser, tool) };
  };
  const works = async ({ tool, tokens }: Opened): Promise<boolean> =>
    client.fetchUserInfo(tool.config, tokens.access_token, client.skipSubjectCheck).then(
      () => true,
      () => false,
    );
  const refreshes = async ({ tool, tokens }: { tool: Tool; tokens: { refresh_token?: string } }): Promise<boolean> =>
    client.refreshTokenGrant(tool.config, tokens.refresh_token!).then(
      () => true,
      () => false,
    );
  /** What a worker does within seconds. */
  const work = async (): Promise<void> => {
    scene.syncClock();
    scene.portal.clock.advance(5000);
    await scene.portal.runJobs();
    scene.syncClock();
  };
  const announced = ({ account }: Opened): Record<string, unknown>[] =>
    peer.received
      .map(({ body }): Record<string, unknown> => decodeJwt(new URLSearchParams(body).get('logout_token')!))
      .filter(({ sub }) => sub === account.id);
  const post = async (browser: PageClient, path: string, form: string, values = {}): Promise<Page> =>
    browser.submit(await browser.get(path), form, values);

  it('signing out of the portal ends what tools hold at once, and tells them', async () => {
    const one = await opened();
    expect(await works(one)).toBe(true);
    await post(one.browser, '/compte', 'form[action$="/deconnexion"]');
    expect(await works(one)).toBe(false);
    expect(await refreshes(one)).toBe(false);
    await work();
    const [token] = announced(one);
    expect(token).toMatchObject({
      iss: `${scene.front.origin}/oidc`,
      aud: one.tool.id,
      sub: one.account.id,
      sid: one.tokens.claims()!['sid'],
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    expect(token).not.toHaveProperty('nonce');
    expect(announced(one)).toHaveLength(1);
  });

  it('a suspended account is out at once, everywhere', async () => {
    const one = await opened();
    const administrator = await scene.portal.account({ administrator: true });
    const actor = await scene.portal.app.get(AccountSessions).actorOf(administrator, '127.0.0.1');
    await scene.portal.app.get(AccountSuspensions).suspend(actor, one.account.id, 'essai');
    expect(await works(one)).toBe(false);
    expect(await refreshes(one)).toBe(false);
    expect((await scene.follow(one.browser, await scene.ask(one.tool))) instanceof URL).toBe(false);
    await work();
    expect(announced(one)).toHaveLength(1);
  });

  it('a new password signs other browsers out of their tools, not this one', async () => {
    const here = await opened();
    const elsewhere = await scene.signedIn(here.account);
    const there = { ...here, browser: elsewhere, tokens: await scene.open(elsewhere, here.tool) };
    const password = 'le menhir dort sous la bruyère';
    await post(here.browser, '/compte/mot-de-passe', 'main form', {
      currentPassword: TEST_PASSWORD,
      password,
    });
    expect([await works(here), await works(there)]).toEqual([true, false]);
    await work();
    expect(await works(here)).toBe(true);
    expect(announced(here).map(({ sid }) => sid)).toEqual([there.tokens.claims()!['sid']]);
  });

  it('the end of a subscription ends the one tool, and leaves the others', async () => {
    const one = await opened();
    const other = await listening();
    await scene.subscribe(one.account, other);
    const kept = { ...one, tool: other, tokens: await scene.open(one.browser, other) };
    const subscriptions = scene.portal.app.get(SubscriptionsService);
    await scene.portal.database.transaction((manager) => subscriptions.end(manager, one.subscriptionId));
    expect(await refreshes(one)).toBe(false);
    await work();
    expect([await works(one), await works(kept)]).toEqual([false, true]);
    expect(announced(one).map(({ aud }) => aud)).toEqual([one.tool.id]);
    expect((await scene.follow(one.browser, await scene.ask(one.tool))) instanceof URL).toBe(false);
  });

  it('leaves what works in the person’s absence, until they change their password', async () => {
    const one = await opened();
    const scope = 'openid profile offline_access';
    const offline = { ...one, tokens: await scene.open(one.browser, one.tool, { scope, prompt: 'consent' }) };
    await post(one.browser, '/compte', 'form[action$="/deconnexion"]');
    await work();
    const browser = await scene.signedIn(one.account);
    await work();
    const tokens = await client.refreshTokenGrant(one.tool.config, offline.tokens.refresh_token!);
    const password = 'le menhir dort sous la bruyère';
    const values = { currentPassword: TEST_PASSWORD, password };
    await post(browser, '/compte/mot-de-passe', 'main form', values);
    await work();
    expect(await refreshes({ tool: one.tool, tokens })).toBe(false);
  });

  it('closing the account ends everything', async () => {
    const one = await opened();
    await post(one.browser, '/compte/suppression', 'main form', { sure: 'on' });
    expect(await works(one)).toBe(false);
    await work();
    expect(announced(one)).toHaveLength(1);
  });

  it('begun at the tool: asks whether to leave the portal too, ends what was chosen, and goes back', async () => {
    const one = await opened();
    const leave = (): Promise<Page | URL> => {
      const url = client.buildEndSessionUrl(one.tool.config, {
        id_token_hint: one.tokens.id_token!,
        post_logout_redirect_uri: AFTER_LOGOUT,
        state: 'kept',
      });
      return one.browser.leave(url.pathname + url.search);
    };
    const asking = (await leave()) as Page;
    expect(asking.$('h1').text()).toContain('portail');
    const stay = await one.browser.submit(asking, 'form', {}).catch((away: { url: URL }) => away.url);
    expect(String(stay)).toBe(`${AFTER_LOGOUT}?state=kept`);
    expect((await one.browser.get('/compte')).path).toBe('/compte');
    await scene.open(one.browser, one.tool);
    const everywhere = (await leave()) as Page;
    await one.browser.submit(everywhere, 'form', { logout: 'yes' }).catch(() => undefined);
    expect((await one.browser.get('/compte')).path).toContain('/connexion');
    expect(await works(one)).toBe(false);
    await work();
    expect(announced(one).length).toBeGreaterThanOrEqual(1);
  });

  it('begun at the tool by somebody who has left the portal already, goes back as well', async () => {
    const one = await opened();
    await post(one.browser, '/compte', 'form[action$="/deconnexion"]');
    const parameters = { id_token_hint: one.tokens.id_token!, post_logout_redirect_uri: AFTER_LOGOUT };
    const url = client.buildEndSessionUrl(one.tool.config, parameters);
    const page = (await one.browser.leave(url.pathname + url.search)) as Page;
    const back = await one.browser.submit(page, 'form', {}).catch((away: { url: URL }) => away.url);
    expect(String(back)).toBe(AFTER_LOGOUT);
  });

  it('is announced until the tool takes it; its operators see why not', async () => {
    const one = await opened();
    peer.answer(500);
    await post(one.browser, '/compte', 'form[action$="/deconnexion"]');
    await work();
    expect(announced(one)).toHaveLength(1);
    const kept = (): Promise<OidcClient> =>
      scene.portal.database.getRepository(OidcClient).findOneByOrFail({ id: one.tool.id });
    expect((await kept()).logoutFailure).toContain('500');
    peer.answer(204);
    scene.portal.clock.advance(120_000);
    await scene.portal.runJobs();
    scene.syncClock();
    expect(announced(one)).toHaveLength(2);
    expect((await kept()).logoutFailedAt).toBeNull();
  });

  it('is announced to no private address that nobody approved', async () => {
    const tool = await scene.tool({ backchannelLogoutUri: `${peer.url}/logout` });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browser = await scene.signedIn(account);
    await scene.open(browser, tool);
    await post(browser, '/compte', 'form[action$="/deconnexion"]');
    await work();
    expect(peer.received).toEqual([]);
  });
});
