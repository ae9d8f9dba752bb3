import { createPublicKey } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { AFTER_LOGOUT, CALLBACK, SsoScene, type Tool } from '../../testing/sso-scene.js';
import type { Account } from '../accounts/account.entity.js';

describe('attacks on signing in to tools', () => {
  let scene: SsoScene;
  let tool: Tool;
  let account: Account;

  beforeAll(async () => {
    scene = await SsoScene.start();
    tool = await scene.tool();
    account = await scene.portal.account();
    await scene.subscribe(account, tool);
  });
  afterAll(() => scene.stop());

  it('by beginning sign-ins without end, over both replicas: its address waits, people who are signed in do not', async () => {
    const { url } = await scene.ask(tool, { ui_locales: 'en' });
    const begin = (): Promise<Response> => fetch(url, { redirect: 'manual' });
    const rows = async (): Promise<number> =>
      Number((await scene.portal.database.query<[{ count: string }]>('SELECT count(*) FROM oidc_record'))[0].count);
    const browser = await scene.signedIn(account);
    let answer = await begin();
    for (let call = 0; call < 300 && answer.status === 303; call++) answer = await begin();
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(await answer.text()).toContain('Too many attempts');
    const before = await rows();
    expect((await begin()).status).toBe(429);
    expect(await rows()).toBe(before);
    await scene.open(browser, tool);
    await scene.portal.database.query(`DELETE FROM rate_limit WHERE key LIKE 'sso-begin-address%'`);
  });

  it('by an answer to an address that only looks like the registered one', async () => {
    const browser = await scene.signedIn(account);
    const { host } = new URL(CALLBACK);
    const tricks = [
      `${CALLBACK}/`,
      `${CALLBACK}/../callback`,
      `${CALLBACK}?more=1`,
      `${CALLBACK}#fragment`,
      `${CALLBACK}%2f`,
      CALLBACK.toUpperCase(),
      `http://${host}/callback`,
      `https://${host}:444/callback`,
      `https://${host}.evil.example/callback`,
      `https://evil.example/${CALLBACK}`,
      `https://${host}@evil.example/callback`,
      `https://evil.example\\@${host}/callback`,
      `//evil.example/callback`,
      'javascript:alert(1)',
      'data:text/html,hello',
    ];
    for (const trick of tricks) {
      const end = await scene.follow(browser, await scene.ask(tool, { redirect_uri: trick }));
      expect([trick, end instanceof URL ? end.href : end.status]).toEqual([trick, 400]);
    }
    const twice = await scene.ask(tool);
    const path = `${twice.url.pathname}${twice.url.search}&redirect_uri=${encodeURIComponent('https://evil.example/')}`;
    const end = (await browser.leave(path)) as URL;
    expect([end.origin, end.searchParams.get('error'), end.searchParams.has('code')]).toEqual([
      new URL(CALLBACK).origin,
      'invalid_request',
      false,
    ]);
  });

  it('by a code of somebody else that is slipped into one’s own sign-in', async () => {
    const victim = await scene.portal.account();
    await scene.subscribe(victim, tool);
    const stolen = (await scene.follow(await scene.signedIn(victim), await scene.ask(tool))) as URL;
    const own = await scene.ask(tool);
    const answer = (await scene.follow(await scene.signedIn(account), own)) as URL;
    answer.searchParams.set('code', stolen.searchParams.get('code')!);
    await expect(scene.redeem(tool, own, answer)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('by mixing up providers: each answer says whose it is, refusals too', async () => {
    const browser = await scene.signedIn(account);
    const issuer = `${scene.front.origin}/oidc`;
    const good = (await scene.follow(browser, await scene.ask(tool))) as URL;
    const bad = (await scene.follow(browser, await scene.ask(tool, { response_type: 'token' }))) as URL;
    const silent = (await scene.follow(scene.browser(), await scene.ask(tool, { prompt: 'none' }))) as URL;
    for (const answer of [good, bad, silent]) {
      const fields = answer.searchParams.has('iss') ? answer.searchParams : new URLSearchParams(answer.hash.slice(1));
      expect(fields.get('iss')).toBe(issuer);
    }
    const asked = await scene.ask(tool);
    const answer = (await scene.follow(browser, asked)) as URL;
    answer.searchParams.set('iss', 'https://evil.example');
    await expect(scene.redeem(tool, asked, answer)).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' });
  });

  it('by tokens that say themselves how they are to be verified', async () => {
    const browser = await scene.signedIn(account);
    const { id_token: genuine } = await scene.open(browser, tool);
    const payload = JSON.parse(Buffer.from(genuine!.split('.')[1]!, 'base64url').toString()) as JWTPayload;
    for (const [name, forged] of Object.entries(await forgeries(genuine!, payload))) {
      const query = new URLSearchParams({ id_token_hint: forged, post_logout_redirect_uri: AFTER_LOGOUT, state: 's' });
      const end = await browser.leave(`/oidc/session/end?${query.toString()}`);
      expect([name, end instanceof URL]).toEqual([name, false]);
      const hinted = await scene.follow(browser, await scene.ask(tool, { prompt: 'none', id_token_hint: forged }));
      const refused = hinted instanceof URL ? hinted.searchParams.get('error') : hinted.status;
      expect([name, refused]).toEqual([name, expect.anything()]);
      expect(hinted instanceof URL && hinted.searchParams.has('code')).toBe(false);
      for (const path of ['/oidc/userinfo', '/api/v1/entitlements?sub=x']) {
        const answer = await fetch(scene.front.origin + path, { headers: { authorization: `Bearer ${forged}` } });
        expect([name, path, answer.status]).toEqual([name, path, 401]);
      }
    }
  });

  it('by tokens in the wrong place or of the wrong kind', async () => {
    const { access_token: token, id_token: idToken } = await scene.open(await scene.signedIn(account), tool);
    const userinfo = `${scene.front.origin}/oidc/userinfo`;
    const asked = (query: string, bearer?: string): Promise<Response> =>
      fetch(userinfo + query, { headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` } });
    expect((await asked('', token)).status).toBe(200);
    expect((await asked('', idToken)).status).toBe(401);
    expect((await asked(`?access_token=${token}`)).status).toBe(400);
    const inQuery = await fetch(`${scene.front.origin}/api/v1/entitlements?sub=x&access_token=${token}`);
    expect(inQuery.status).toBe(401);
  });

  it('by headers that name another host or another path', async () => {
    const { url } = await scene.ask(tool);
    const evil = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-original-url': '/compte',
      'x-rewrite-url': '/compte',
      forwarded: 'host=evil.example;proto=https',
    };
    const answer = await fetch(url, { headers: evil, redirect: 'manual' });
    expect(answer.status).toBe(303);
    const where = new URL(answer.headers.get('location')!, scene.front.origin);
    expect(where.href).toMatch(new RegExp(`^${scene.front.origin}/autorisation/`));
    expect(JSON.stringify([...answer.headers])).not.toContain('evil.example');
  });

  it('by a session planted before signing in', async () => {
    const victim = scene.browser();
    const page = await victim.get('/connexion');
    const planted = victim.clone();
    scene.syncClock();
    await scene.submitSignIn(victim, page, account);
    const end = await scene.follow(planted, await scene.ask(tool, { prompt: 'none' }));
    expect((end as URL).searchParams.get('error')).toBe('login_required');
    const own = scene.browser();
    own.setCookie('ronron_oidc', 'a-session-of-the-attacker');
    const asked = await scene.follow(own, await scene.ask(tool, { prompt: 'none' }));
    expect((asked as URL).searchParams.get('error')).toBe('login_required');
  });

  /** The claims of a genuine token, each time signed in a way that a verifier must not believe. */
  async function forgeries(genuine: string, payload: JWTPayload): Promise<Record<string, string>> {
    const header = JSON.parse(Buffer.from(genuine.split('.')[0]!, 'base64url').toString()) as { kid: string };
    const { keys } = (await (await fetch(`${scene.front.origin}/oidc/jwks`)).json()) as { keys: { kid: string }[] };
    const published = keys.find(({ kid }) => kid === header.kid)!;
    const pem = createPublicKey({ key: published as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const sign = (more: object): Promise<string> =>
      new SignJWT(payload).setProtectedHeader({ alg: 'RS256', ...more }).sign(privateKey);
    const hmac = (secret: string | Buffer): Promise<string> =>
      new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: header.kid }).sign(Buffer.from(secret));
    return {
      none: new UnsecuredJWT(payload).encode(),
      'HS256 with the public key': await hmac(pem),
      'HS256 with the public JWK': await hmac(JSON.stringify(published)),
      'HS256 with the client’s secret': await hmac(tool.secret),
      'another key under our kid': await sign({ kid: header.kid }),
      'the key that the token brings': await sign({ kid: header.kid, jwk }),
      'the key that the token points to': await sign({ kid: header.kid, jku: 'https://evil.example/jwks' }),
      'no signature left': `${genuine.split('.').slice(0, 2).join('.')}.`,
    };
  }
});
