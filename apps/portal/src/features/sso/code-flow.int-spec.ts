import * as client from 'openid-client';
import { SsoScene, leadsTo } from '../../testing/sso-scene.js';

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
    expect(Math.abs(Date.now() / 1000 - claims.auth_time!)).toBeLessThan(30);
    const told = await client.fetchUserInfo(tool.config, tokens.access_token, account.id);
    expect(told).toEqual({ sub: account.id, name: 'Nolwenn Salaün', locale: 'fr', quota: '7000000000' });
  });

  it('lets somebody sign in on the way', async () => {
    const tool = await scene.tool({ idTokenAlg: 'ES256' });
    const account = await scene.portal.account();
    await scene.subscribe(account, tool);
    const browser = scene.browser();
    const asked = await scene.ask(tool);
    const page = (await scene.follow(browser, asked)) as Awaited<ReturnType<typeof browser.get>>;
    expect(page.path).toContain('/connexion?suite=');
    scene.syncClock();
    const after = await scene.submitSignIn(browser, page, account);
    const end = await browser.leave(leadsTo(after));
    const tokens = await scene.redeem(tool, asked, end as URL);
    expect(tokens.claims()!.sub).toBe(account.id);
  });
});
