import { SECOND } from '@ronron/kernel';
import { apacheRelyingParty, PageClient, type ApacheRelyingParty, type Page } from '@ronron/testing';
import { anOrganisation } from '../../testing/request-scene.js';
import { SsoScene, type Tool } from '../../testing/sso-scene.js';
import { Account } from '../accounts/account.entity.js';
import type { Organisation } from '../organisations/organisation.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { OidcClient } from './clients/oidc-client.entity.js';

describe('Apache with mod_auth_openidc, a tool that nobody of ours wrote', () => {
  let scene: SsoScene;
  let apache: ApacheRelyingParty;
  let tool: Tool;
  let member: Account;
  let outsider: Account;
  let organisation: Organisation;

  beforeAll(async () => {
    scene = await SsoScene.start();
    apache = await apacheRelyingParty();
    const { host } = new URL(apache.url);
    tool = await scene.tool({
      scopes: ['profile', 'groups', 'quota'],
      backchannelLogoutUri: apache.backchannelLogout,
      service: { approvedHosts: [host], allowPrivateHosts: true },
    });
    const uris = { redirectUris: [apache.callback], postLogoutRedirectUris: [apache.afterLogout] };
    await scene.portal.database.manager.update(OidcClient, tool.id, uris);
    member = await scene.portal.account({ displayName: 'Nolwenn Salaün' });
    outsider = await scene.portal.account();
    organisation = await anOrganisation(scene.portal, [[member, 'owner']]);
    await scene.portal.database.transaction((manager) =>
      scene.portal.app.get(SubscriptionsService).grant(manager, {
        serviceId: tool.service.id,
        holder: { organisationId: organisation.id },
        requestId: null,
        quota: 9_000,
      }),
    );
    await scene.subscribe(outsider, tool);
    await apache.start({
      issuer: `${scene.front.origin}/oidc`,
      clientId: tool.id,
      clientSecret: tool.secret,
      scope: 'openid profile groups quota',
      group: organisation.id,
    });
  });
  afterAll(async () => {
    await apache.stop();
    await scene.stop();
  });

  /** One person's two tabs: the portal and Apache. */
  async function browsersOf(account: Account): Promise<{ portal: PageClient; app: PageClient }> {
    return { portal: await scene.signedIn(account), app: new PageClient(apache.url) };
  }

  /** From a page of Apache's through the portal and back. */
  async function open({ portal, app }: { portal: PageClient; app: PageClient }, path: string): Promise<Page> {
    const away = await app.leave(path);
    if (!(away instanceof URL)) return away;
    expect(away.searchParams.get('code_challenge_method')).toBe('S256');
    const back = await portal.leave(away.pathname + away.search);
    if (!(back instanceof URL)) return back;
    const end = await app.leave(back.pathname + back.search);
    if (end instanceof URL) throw new Error(`Apache sends on to ${end.href}\n${apache.log()}`);
    return end;
  }

  /** What a worker does within seconds. */
  async function runJobs(): Promise<void> {
    scene.syncClock();
    scene.portal.clock.advance(5 * SECOND);
    await scene.portal.runJobs();
    scene.syncClock();
  }

  /** What Apache knows of who is signed in. */
  function knownOf(page: Page): Record<string, string> {
    const pairs = page.$.root().text().split('\n');
    return Object.fromEntries(
      pairs
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }

  it('signs people in with PKCE and learns what it may know', async () => {
    const page = await open(await browsersOf(member), '/open/page');
    expect(page.status).toBe(200);
    expect(knownOf(page)).toMatchObject({
      REMOTE_USER: member.id,
      OIDC_CLAIM_name: 'Nolwenn Salaün',
      OIDC_CLAIM_quota: '9000',
      OIDC_CLAIM_iss: `${scene.front.origin}/oidc`,
    });
    expect(knownOf(page)['OIDC_CLAIM_email']).toBeUndefined();
  });

  it('opens what is for a group to its members alone', async () => {
    expect((await open(await browsersOf(member), '/group/page')).status).toBe(200);
    const others = await browsersOf(outsider);
    expect((await open(others, '/open/page')).status).toBe(200);
    expect((await open(others, '/group/page')).status).toBe(401);
  });

  it('gets a new access token for its refresh token', async () => {
    const browsers = await browsersOf(member);
    const before = knownOf(await open(browsers, '/open/page'))['OIDC_access_token']!;
    const query = new URLSearchParams({ refresh: `${apache.url}/open/page`, access_token: before });
    const after = knownOf((await browsers.app.leave(`/open/callback?${query.toString()}`)) as Page);
    expect(after['REMOTE_USER']).toBe(member.id);
    expect(after['OIDC_access_token']).not.toBe(before);
  });

  it('is told when somebody signs out of the portal', async () => {
    const browsers = await browsersOf(member);
    const elsewhere = await browsersOf(member);
    await open(browsers, '/open/page');
    await open(elsewhere, '/open/page');
    await browsers.portal.submit(await browsers.portal.get('/compte'), 'form[action$="/deconnexion"]');
    await runJobs();
    expect(await browsers.app.leave('/open/page')).toBeInstanceOf(URL);
    expect(((await elsewhere.app.leave('/open/page')) as Page).status).toBe(200);
  });

  it('signs out at the portal too, and comes back to where it was told', async () => {
    const browsers = await browsersOf(member);
    await open(browsers, '/open/page');
    const query = new URLSearchParams({ logout: apache.afterLogout });
    const away = (await browsers.app.leave(`/open/callback?${query.toString()}`)) as URL;
    expect(away.pathname).toBe('/oidc/session/end');
    const asked = (await browsers.portal.leave(away.pathname + away.search)) as Page;
    const end = await leaveBySubmitting(browsers.portal, asked);
    expect(end.href).toBe(apache.afterLogout);
    expect((await browsers.portal.get('/compte')).path).toContain('/connexion');
  });

  it('has nobody any more whose account is suspended', async () => {
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browsers = await browsersOf(account);
    const token = knownOf(await open(browsers, '/open/page'))['OIDC_access_token']!;
    await scene.portal.database.manager.update(Account, account.id, { suspendedAt: scene.portal.clock.now() });
    const userinfo = await fetch(`${scene.front.origin}/oidc/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(userinfo.status).toBe(401);
    await runJobs();
    expect(await browsers.app.leave('/open/page')).toBeInstanceOf(URL);
    const again = await open(browsers, '/open/page');
    expect(again.path).toContain('/connexion');
  });

  it('is not entered by who has no subscription: the portal says why', async () => {
    const account = await scene.portal.account();
    const page = await open(await browsersOf(account), '/open/page');
    expect(page.$('main').text()).toContain('Vous n’avez pas encore ce service');
  });

  it('refuses an answer that it did not ask for', async () => {
    const browsers = await browsersOf(member);
    await browsers.app.leave('/open/page');
    const forged = await browsers.app.get('/open/callback?code=forged&state=forged');
    expect(forged.status).toBe(400);
  });

  async function leaveBySubmitting(browser: PageClient, page: Page): Promise<URL> {
    const form = page.$('form').first();
    const fields = form
      .find('input[name]')
      .toArray()
      .map((field) => [page.$(field).attr('name')!, page.$(field).attr('value') ?? '']);
    const button = form.find('button[name]').first();
    if (button.length > 0) fields.push([button.attr('name')!, button.attr('value') ?? '']);
    const next = await browser.leaveByPosting(form.attr('action')!, new URLSearchParams(fields as [string, string][]));
    if (!(next instanceof URL)) throw new Error(`Held up at ${next.path}: ${next.$('h1').text()}`);
    return next;
  }
});
