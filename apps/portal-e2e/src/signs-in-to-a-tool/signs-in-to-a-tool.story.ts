import { startWebhookPeer, type WebhookPeer } from '@ronron/testing';
import * as client from 'openid-client';
import type { Page } from 'playwright-core';
import { DEMO_PASSWORD, setStage, type Stage } from '../stage.js';

/** A sign-in as the tool began it. */
interface Asked {
  readonly url: string;
  readonly checks: client.AuthorizationCodeGrantChecks;
}

describe('a tool that an operator connects, and a resident who signs in to it with their account', () => {
  let stage: Stage;
  /** Answers every address of the tool. */
  let tool: WebhookPeer;

  beforeAll(async () => {
    stage = await setStage('tool');
    tool = await startWebhookPeer();
    tool.answer(200, { 'content-type': 'text/html' });
  }, 120_000);
  afterAll(async () => {
    await stage.strike();
    await tool.stop();
  }, 60_000);

  async function ask(config: client.Configuration): Promise<Asked> {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: `${tool.url}/callback`,
      scope: 'openid profile',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
    });
    return { url: url.href, checks: { pkceCodeVerifier, expectedState } };
  }

  async function connect(): Promise<{ operator: Page; config: client.Configuration }> {
    const operator = await stage.signedIn('operateur@demo.example');
    await operator.goto('/operateur/services');
    await operator.getByRole('link', { name: 'Les pads de Linux Quimper' }).first().click();
    await operator.getByRole('link', { name: 'Compte du portail' }).click();
    await stage.look(operator);
    await operator.selectOption('[name=tool]', 'generic');
    await operator.fill('[name=redirectUris]', `${tool.url}/callback`);
    await operator.fill('[name=postLogoutRedirectUris]', `${tool.url}/bye`);
    await operator.getByRole('button', { name: 'Enregistrer' }).click();
    await operator.locator('.notice--success').first().waitFor();
    await operator.locator('form[action$="/connexion/secret"] button').click();
    await operator.locator('.notice--success code').waitFor();
    const pasted = await operator.locator('pre').innerText();
    const value = (name: string): string => new RegExp(`^${name}: (.+)$`, 'm').exec(pasted)![1]!;
    const execute = [client.allowInsecureRequests];
    const issuer = new URL(value('issuer'));
    return {
      operator,
      config: await client.discovery(issuer, value('client_id'), value('client_secret'), undefined, { execute }),
    };
  }

  it('in a real browser, through the pages of the portal and back', async () => {
    const { operator, config } = await connect();
    const resident = await stage.visitor({ viewport: { width: 360, height: 740 } });
    const asked = await ask(config);
    await resident.goto(asked.url);
    await resident.fill('[name=email]', 'resident@demo.example');
    await resident.fill('[name=password]', DEMO_PASSWORD);
    await resident.press('[name=password]', 'Enter');
    await resident.waitForURL(`${tool.url}/callback**`);
    const tokens = await client.authorizationCodeGrant(config, new URL(resident.url()), asked.checks);
    const told = await client.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub);
    expect(told.name).toBe('Maïwenn Résidente');

    await resident.goto(`${stage.portal.url}/compte/applications`);
    await stage.look(resident);
    expect(await resident.locator('main').innerText()).toContain('Les pads de Linux Quimper');

    // Somebody without the right reads why, and how to ask.
    const stranger = await stage.signedIn('editeur@demo.example');
    await stranger.goto((await ask(config)).url);
    await stage.look(stranger);
    await stranger.getByRole('button', { name: 'Retourner à l’outil' }).click();
    await stranger.waitForURL(`${tool.url}/callback?error=access_denied**`);

    // For others' tools people are asked first.
    await operator.check('[name=consent]');
    await operator.getByRole('button', { name: 'Enregistrer' }).click();
    await operator.locator('.notice--success').first().waitFor();
    await resident.locator('form[action$="/fin"] button').click();
    const again = await ask(config);
    await resident.goto(again.url);
    await stage.look(resident);
    await resident.getByRole('button', { name: 'Accepter et continuer' }).click();
    await resident.waitForURL(`${tool.url}/callback?code=**`);
    const others = await client.authorizationCodeGrant(config, new URL(resident.url()), again.checks);

    const leave = client.buildEndSessionUrl(config, {
      id_token_hint: others.id_token!,
      post_logout_redirect_uri: `${tool.url}/bye`,
    });
    await resident.goto(leave.href);
    await stage.look(resident);
    await resident.getByRole('button', { name: 'Me déconnecter partout' }).click();
    await resident.waitForURL(`${tool.url}/bye`);
    await resident.goto(`${stage.portal.url}/compte`);
    expect(new URL(resident.url()).pathname).toBe('/connexion');
  }, 120_000);
});
