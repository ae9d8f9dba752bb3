import type { Page, PageClient } from '@ronron/testing';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { addTotp } from '../../testing/factor-steps.js';
import { TestPortal } from '../../testing/portal-harness.js';
import { anOrganisation } from '../../testing/request-scene.js';
import { leadsTo, SsoScene, type Tool } from '../../testing/sso-scene.js';
import type { Account } from '../accounts/account.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';

describe('signing in to a tool', () => {
  let scene: SsoScene;

  beforeAll(async () => {
    scene = await SsoScene.start();
  });
  afterAll(() => scene.stop());

  it('takes somebody who is signed in to the portal straight to the tool, and tells it what it may know', async () => {
    const tool = await scene.tool({ scopes: ['profile', 'quota'] });
    const account = await scene.portal.account({ displayName: 'Nolwenn Salaün' });
    await scene.subscribe(account, tool, 7_000_000_000);
    const tokens = await scene.open(await scene.signedIn(account), tool);
    const claims = tokens.claims()!;
    expect(claims).toMatchObject({ iss: `${scene.front.origin}/oidc`, sub: account.id, aud: tool.id, amr: ['pwd'] });
    expect(claims['acr']).toBe('https://refeds.org/profile/sfa');
    expect(Math.abs(Date.now() / 1000 - claims.auth_time!)).toBeLessThan(30);
    const told = await client.fetchUserInfo(tool.config, tokens.access_token, account.id);
    expect(told).toEqual({ sub: account.id, name: 'Nolwenn Salaün', locale: 'fr', quota: '7000000000' });
  });

  it('takes two tabs that open a tool for the first time at once to it both, and lets neither end the other', async () => {
    for (let round = 0; round < 3; round++) {
      const tool = await scene.tool({ backchannelLogoutUri: 'https://outil.example/logout' });
      const account = await scene.portal.account();
      await scene.subscribe(account, tool);
      const browser = await scene.signedIn(account);
      const asked = await Promise.all([scene.ask(tool), scene.ask(tool)]);
      // Each tab on another replica, and nothing redeemed before both came back.
      const ends = await Promise.all(asked.map((one) => scene.follow(browser.clone(), one)));
      const both = await Promise.all(asked.map((one, tab) => scene.redeem(tool, one, ends[tab] as URL)));
      for (const tokens of both) {
        expect((await client.fetchUserInfo(tool.config, tokens.access_token, account.id)).sub).toBe(account.id);
      }
      // A sign-out names the session to the tool: it is one.
      expect(new Set(both.map((tokens) => tokens.claims()!['sid'])).size).toBe(1);
      expect(both[0]!.claims()!['sid']).toEqual(expect.any(String));
    }
  });

  it('gives two tabs that ask for different things at once both, whichever is kept last', async () => {
    for (let round = 0; round < 3; round++) {
      const tool = await scene.tool({ scopes: ['profile', 'email', 'quota'] });
      const account = await scene.portal.account();
      await scene.subscribe(account, tool);
      const browser = await scene.signedIn(account);
      const wanted = ['profile', 'email', 'quota'];
      const asked = await Promise.all(wanted.map((scope) => scene.ask(tool, { scope: `openid ${scope}` })));
      const ends = await Promise.all(asked.map((one) => scene.follow(browser.clone(), one)));
      const all = await Promise.all(asked.map((one, tab) => scene.redeem(tool, one, ends[tab] as URL)));
      const told = await Promise.all(
        all.map((tokens) => client.fetchUserInfo(tool.config, tokens.access_token, account.id)),
      );
      expect(told.map((one) => Object.keys(one).sort())).toEqual([
        ['locale', 'name', 'sub'],
        ['email', 'email_verified', 'sub'],
        ['quota', 'sub'],
      ]);
    }
  });

  it('takes two tabs that agree one after the other to the tool both', async () => {
    const tool = await scene.tool({ consent: true });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browser = await scene.signedIn(account);
    const tabs = [browser.clone(), browser.clone()] as const;
    const asked = [await scene.ask(tool), await scene.ask(tool)] as const;
    const pages = await Promise.all(tabs.map((tab, at) => scene.follow(tab, asked[at]!)));
    const agree = async (at: 0 | 1): ReturnType<typeof scene.redeem> => {
      const yes = await tabs[at].submit(pages[at] as Page, 'form[action$="/accord"]');
      return scene.redeem(tool, asked[at], (await tabs[at].leave(leadsTo(yes))) as URL);
    };
    for (const tokens of [await agree(0), await agree(1)]) {
      expect((await client.fetchUserInfo(tool.config, tokens.access_token, account.id)).sub).toBe(account.id);
    }
  });

  it('lets somebody sign in on the way', async () => {
    const tool = await scene.tool({ idTokenAlg: 'ES256' });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browser = scene.browser();
    const asked = await scene.ask(tool);
    const page = (await scene.follow(browser, asked)) as Page;
    expect(page.path).toContain('/connexion?suite=');
    scene.syncClock();
    const after = await scene.submitSignIn(browser, page, account);
    const end = await browser.leave(leadsTo(after));
    const tokens = await scene.redeem(tool, asked, end as URL);
    expect(tokens.claims()!.sub).toBe(account.id);
  });

  describe('asks first what the portal itself asks for', () => {
    const withOwed = async (owe: (account: Account) => Promise<unknown>): Promise<[PageClient, Tool, Account]> => {
      const tool = await scene.tool();
      const account = await scene.portal.account();
      await scene.subscribe(account, tool);
      const browser = await scene.signedIn(account);
      await owe(account);
      const silent = (await scene.follow(browser, await scene.ask(tool, { prompt: 'none' }))) as URL;
      expect(silent.searchParams.get('error')).toBe('interaction_required');
      return [browser, tool, account];
    };

    it('new terms, and goes on to the tool', async () => {
      const [browser, tool, account] = await withOwed(({ id }) =>
        scene.portal.database.query(
          `UPDATE session SET sess = jsonb_set(sess::jsonb, '{termsToAccept}', '9')::json WHERE account_id = $1`,
          [id],
        ),
      );
      const asked = await scene.ask(tool);
      // The page of the terms leads on at once to who has nothing to accept any more.
      const accepted = (await scene.follow(browser, asked)) as Page;
      expect(accepted.path).toMatch(/^\/autorisation\/[\w-]+\/suite$/);
      const tokens = await scene.redeem(tool, asked, (await browser.leave(leadsTo(accepted))) as URL);
      expect(tokens.claims()!.sub).toBe(account.id);
    });

    it('a second factor that is overdue, and offers the way on once there is one', async () => {
      const [browser, tool, account] = await withOwed(({ id }) =>
        scene.portal.database.query(
          `INSERT INTO role_grant (id, account_id, role, created_at) VALUES ($1, $2, 'administrator', '2001-01-01')`,
          [scene.portal.newId(), id],
        ),
      );
      const asked = await scene.ask(tool);
      const held = (await scene.follow(browser, asked)) as Page;
      expect(held.path).toBe('/compte/securite');
      expect(held.$('main').text()).toContain('Ajoutez un second facteur pour continuer');
      expect(held.html).not.toContain('/autorisation/');
      await addTotp(scene.portal, browser);
      const onward = (await browser.get('/compte/securite')).$('main a[href^="/autorisation/"]').attr('href')!;
      const leaving = await browser.get(onward);
      const tokens = await scene.redeem(tool, asked, (await browser.leave(leadsTo(leaving))) as URL);
      expect(tokens.claims()!.sub).toBe(account.id);
    });
  });

  it('names only the organisations by which the person uses this very tool, and what they hold of it', async () => {
    const tool = await scene.tool({ scopes: ['email', 'groups', 'subscriptions'] });
    const account = await scene.portal.account();
    const circle = await anOrganisation(scene.portal, [[account, 'owner']]);
    await anOrganisation(scene.portal, [[account, 'owner']]);
    const subscriptions = scene.portal.app.get(SubscriptionsService);
    const { id } = await scene.portal.database.transaction((manager) =>
      subscriptions.grant(manager, {
        serviceId: tool.service.id,
        holder: { organisationId: circle.id },
        requestId: null,
        quota: null,
      }),
    );
    const tokens = await scene.open(await scene.signedIn(account), tool);
    expect(await client.fetchUserInfo(tool.config, tokens.access_token, account.id)).toEqual({
      sub: account.id,
      email: account.email,
      email_verified: true,
      groups: [circle.id, `${circle.id}:manager`],
      'ronron:subscriptions': [{ id, organisation: circle.name, role: 'manager', quota: null }],
    });
  });

  it('puts claims into the ID token for a tool that names them there, within what it may know', async () => {
    const tool = await scene.tool({ scopes: ['profile'] });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const claims = JSON.stringify({ id_token: { name: null, email: null, quota: null } });
    const tokens = await scene.open(await scene.signedIn(account), tool, { scope: 'openid profile email', claims });
    expect(tokens.claims()).toMatchObject({ name: account.displayName });
    expect(tokens.claims()).not.toHaveProperty('email');
    expect(tokens.claims()).not.toHaveProperty('quota');
  });

  it('signs what it tells of people for CryptPad, which reads nothing else', async () => {
    const tool = await scene.tool({ tool: 'cryptpad' });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const { access_token } = await scene.open(await scene.signedIn(account), tool);
    const { userinfo_endpoint, jwks_uri, issuer } = tool.config.serverMetadata();
    const answer = await fetch(userinfo_endpoint!, { headers: { authorization: `Bearer ${access_token}` } });
    expect(answer.headers.get('content-type')).toContain('application/jwt');
    const keys = createRemoteJWKSet(new URL(jwks_uri!));
    const rules = { issuer, audience: tool.id, algorithms: ['RS256'] };
    const { payload } = await jwtVerify(await answer.text(), keys, rules);
    expect(payload).toMatchObject({ sub: account.id, name: account.displayName });
  });

  it('asks neither PKCE nor a nonce of Mobilizon, a nonce at least of Etherpad, and PKCE of the others', async () => {
    const account = await scene.portal.account();
    const browser = await scene.signedIn(account);
    const answerTo = async (id: string, parameters: Record<string, string>): Promise<string | null> => {
      const tool = await scene.tool({ tool: id });
      await scene.subscribe(account, tool);
      const { url } = await scene.ask(tool, parameters);
      for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
      if (parameters['nonce'] === undefined) url.searchParams.delete('nonce');
      const end = (await browser.leave(url.pathname + url.search)) as URL;
      return end.searchParams.get('error');
    };
    expect(await answerTo('mobilizon', {})).toBeNull();
    expect(await answerTo('etherpad', { nonce: 'a-nonce' })).toBeNull();
    expect(await answerTo('etherpad', {})).toBe('invalid_request');
    expect(await answerTo('hedgedoc', { nonce: 'a-nonce' })).toBe('invalid_request');
  });

  it('refuses at the portal who holds no subscription, says why and how to ask, and tells the tool if they go back', async () => {
    const tool = await scene.tool();
    const account = await scene.portal.account();
    const browser = await scene.signedIn(account);
    const asked = await scene.ask(tool);
    const page = (await scene.follow(browser, asked)) as Page;
    expect(page.status).toBe(403);
    expect(page.$('h1').text()).not.toContain('entitlement');
    expect(page.$('main').text()).toContain('Nuage');
    expect(page.$(`a[href="/services/${tool.service.slug}/demande"]`)).toHaveLength(1);
    const back = await browser.submit(page, 'form[action$="/abandon"]');
    const answer = (await browser.leave(leadsTo(back))) as URL;
    expect(answer.searchParams.get('error')).toBe('access_denied');
    // And with the right it goes on.
    await scene.subscribe(account, tool);
    expect((await scene.open(browser, tool)).claims()!.sub).toBe(account.id);
  });

  it('answers a tool that must not show a page: not signed in, not allowed', async () => {
    const tool = await scene.tool();
    const account = await scene.portal.account();
    const silently = async (browser: ReturnType<typeof scene.browser>): Promise<string | null> => {
      const end = (await scene.follow(browser, await scene.ask(tool, { prompt: 'none' }))) as URL;
      return end.searchParams.get('error');
    };
    expect(await silently(scene.browser())).toBe('login_required');
    const browser = await scene.signedIn(account);
    expect(await silently(browser)).toBe('access_denied');
    await scene.subscribe(account, tool);
    expect(await silently(browser)).toBeNull();
  });

  it('asks for the password again when the tool wants it, without ending what the browser is signed in to', async () => {
    const tool = await scene.tool();
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    for (const [name, value] of [
      ['prompt', 'login'],
      ['max_age', '5'],
    ] as const) {
      const browser = await scene.signedIn(account, 10);
      const first = await scene.open(browser, tool);
      const asked = await scene.ask(tool, { [name]: value });
      const page = (await scene.follow(browser, asked)) as Page;
      expect(page.path).toContain('/connexion/confirmation?suite=');
      scene.syncClock();
      const confirmationPassword = 'un chat ronronne au soleil';
      const after = await browser.submit(page, 'form[action*="/connexion/confirmation"]', { confirmationPassword });
      const tokens = await scene.redeem(tool, asked, (await browser.leave(leadsTo(after))) as URL);
      expect(tokens.claims()!.auth_time).toBeGreaterThan(first.claims()!.auth_time!);
      expect(tokens.claims()!['sid']).toBe(first.claims()!['sid']);
    }
  });

  it('asks people before their data goes to others, once', async () => {
    const tool = await scene.tool({ consent: true, scopes: ['profile', 'email'] });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browser = await scene.signedIn(account);
    const refused = (await scene.follow(browser, await scene.ask(tool))) as Page;
    expect(refused.$('main').text()).toContain('Nuage – outil.example');
    expect(refused.$('main li')).toHaveLength(3);
    const no = await browser.submit(refused, 'form[action$="/abandon"]');
    expect(((await browser.leave(leadsTo(no))) as URL).searchParams.get('error')).toBe('access_denied');
    const asked = await scene.ask(tool);
    const page = (await scene.follow(browser, asked)) as Page;
    const yes = await browser.submit(page, 'form[action$="/accord"]');
    await scene.redeem(tool, asked, (await browser.leave(leadsTo(yes))) as URL);
    expect((await scene.open(await scene.signedIn(account), tool)).claims()!.sub).toBe(account.id);
  });

  it('gives a pairwise client a name for the person that no other client knows', async () => {
    const tools = [await scene.tool({ pairwise: true }), await scene.tool({ pairwise: true })] as const;
    const account = await scene.portal.account();
    const browser = await scene.signedIn(account);
    const subjects: string[] = [];
    for (const tool of tools) {
      await scene.subscribe(account, tool);
      const tokens = await scene.open(browser, tool);
      const { sub } = tokens.claims()!;
      expect((await client.fetchUserInfo(tool.config, tokens.access_token, sub)).sub).toBe(sub);
      expect((await scene.open(browser, tool)).claims()!.sub).toBe(sub);
      subjects.push(sub);
    }
    expect(new Set([...subjects, account.id]).size).toBe(3);
  });

  it('wants PKCE, the address that was registered, and nothing but codes', async () => {
    const tool = await scene.tool();
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browser = await scene.signedIn(account);
    const without = async (name: string, value?: string): Promise<URL | Page> => {
      const { url } = await scene.ask(tool);
      url.searchParams.delete(name);
      if (value !== undefined) url.searchParams.set(name, value);
      return browser.leave(url.pathname + url.search);
    };
    expect(((await without('code_challenge')) as URL).searchParams.get('error')).toBe('invalid_request');
    expect(((await without('code_challenge_method', 'plain')) as URL).searchParams.get('error')).toBe(
      'invalid_request',
    );
    const implicit = (await without('response_type', 'token')) as URL;
    expect(new URLSearchParams(implicit.hash.slice(1)).get('error')).toBe('unsupported_response_type');
    const elsewhere = (await without('redirect_uri', 'https://evil.example/callback')) as Page;
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.html).not.toContain('entry of the log');
    expect(elsewhere.$('h1').text()).toContain('outil');
  });

  it('takes somebody else who signs in on the way for who they are', async () => {
    const tool = await scene.tool();
    const [one, two] = [await scene.portal.account(), await scene.portal.account()];
    for (const account of [one, two]) await scene.subscribe(account, tool);
    const browser = await scene.signedIn(one, 10);
    const asked = await scene.ask(tool, { prompt: 'login' });
    const page = (await scene.follow(browser, asked)) as Page;
    const way = new URL(page.path, 'http://here').searchParams.get('suite')!;
    scene.syncClock();
    const signIn = await browser.get(`/connexion?suite=${encodeURIComponent(way)}`);
    const after = await scene.submitSignIn(browser, signIn, two);
    const tokens = await scene.redeem(tool, asked, (await browser.leave(leadsTo(after))) as URL);
    expect(tokens.claims()!.sub).toBe(two.id);
  });

  it('gives nobody the sign-in that another browser began', async () => {
    const tool = await scene.tool();
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const thief = scene.browser();
    const page = (await scene.follow(thief, await scene.ask(tool))) as Page;
    const way = new URL(page.path, 'http://here').searchParams.get('suite')!;
    // The victim opens the thief's link: they get a sign-in of their own, which the thief's browser knows nothing of.
    await (await scene.signedIn(account)).leave(way);
    const resume = await thief.leave(way);
    expect(resume instanceof URL).toBe(false);
    expect((resume as Page).path).toContain('/connexion');
  });

  it('forgets the interaction of a browser after an hour, and says so', async () => {
    const page = await scene.browser().get('/autorisation/not-a-sign-in');
    expect(page.status).toBe(410);
    expect(page.$('h1').text()).toContain('connexion');
  });

  it('publishes what it is, whatever host a request names', async () => {
    const { portal, front } = scene;
    const response = await fetch(`${portal.origin}/oidc/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    const metadata = (await response.json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      issuer: `${front.origin}/oidc`,
      authorization_endpoint: `${front.origin}/oidc/auth`,
      token_endpoint: `${front.origin}/oidc/token`,
      userinfo_endpoint: `${front.origin}/oidc/userinfo`,
      end_session_endpoint: `${front.origin}/oidc/session/end`,
      jwks_uri: `${front.origin}/oidc/jwks`,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      subject_types_supported: ['public', 'pairwise'],
    });
    expect((metadata['id_token_signing_alg_values_supported'] as string[]).sort()).toEqual(['ES256', 'RS256']);
    expect(portal).toBeInstanceOf(TestPortal);
  });
});
