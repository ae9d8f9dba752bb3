import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { setStage, type Stage } from '../stage.js';

const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  // It waits to be told, so that the list of keys that the browser offers by itself chooses nothing.
  automaticPresenceSimulation: false,
} as const;

describe('signing in with more than a password', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('strong', { environment: { SECOND_FACTOR_GRACE_DAYS: '0' } });
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  it('a resident adds a passkey and signs in with it alone', async () => {
    const page = await stage.signedIn('resident@demo.example');
    const touch = await plugIn(page);
    await page.goto('/compte');
    await page.getByRole('link', { name: 'Sécurité de mon compte' }).click();
    await stage.look(page);
    await page.getByRole('link', { name: 'Ajouter une clé d’accès' }).click();
    await stage.look(page);
    await page.fill('[name=name]', 'Mon téléphone');
    await touch(() => page.getByRole('button', { name: 'Ajouter cette clé' }).click());
    await page.getByRole('heading', { name: 'Mon téléphone' }).waitFor();
    await stage.look(page);
    expect(await stage.mailTo('resident@demo.example', /clé d’accès/)).toContain('Mon téléphone');

    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.goto('/connexion?suite=%2Fdemandes');
    await stage.look(page);
    await touch(() => page.getByRole('button', { name: 'Se connecter avec une clé d’accès' }).click());
    await page.waitForURL('**/demandes');
    await page.goto('/compte/securite');
    expect(await page.locator('main').innerText()).toContain('Utilisée la dernière fois');
  }, 120_000);

  it('an operator past the days of grace enrols an application of codes before anything else', async () => {
    const page = await stage.signedIn('operateur@demo.example');
    expect(new URL(page.url()).pathname).toBe('/compte/securite');
    await page.goto('/operateur');
    expect(new URL(page.url()).pathname).toBe('/compte/securite');
    await stage.look(page);
    await page.getByRole('button', { name: 'Ajouter une application de codes' }).click();
    await page.locator('img.qr-code').waitFor();
    // The drawing is one that the page's policy lets through.
    expect(await page.evaluate(`document.querySelector('img.qr-code').naturalWidth`)).toBeGreaterThan(0);
    await stage.look(page);
    const secret = (await page.locator('code.secret').innerText()).replace(/\s/g, '');
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await page.fill('[name=code]', code);
    await page.getByRole('button', { name: 'Ajouter cette application' }).click();
    await page.locator('.codes').waitFor();
    await stage.look(page);
    const [recovery = ''] = await page.locator('.codes code').allInnerTexts();
    await page.getByRole('link', { name: 'Je les ai notés' }).click();
    await page.goto('/operateur');
    expect(new URL(page.url()).pathname).toBe('/operateur');

    const phone = await stage.signedIn('operateur@demo.example', {
      javaScriptEnabled: false,
      viewport: { width: 320, height: 640 },
    });
    expect(new URL(phone.url()).pathname).toBe('/connexion/second-facteur');
    // A code opens once.
    await phone.fill('[name=code]', code);
    await phone.getByRole('button', { name: 'Continuer' }).click();
    await phone.locator('.error-summary').waitFor();
    await phone.locator('main summary').click();
    await phone.fill('[name=recovery]', recovery);
    await phone.getByRole('button', { name: 'Utiliser ce code de secours' }).click();
    await phone.waitForURL('**/mes-services');
    expect(await stage.mailTo('operateur@demo.example', /code de secours/)).toContain('reste 9');
  }, 120_000);
});

/** Gives the page's browser an authenticator; the answer does something that asks for it, and touches it. */
async function plugIn(page: Page): Promise<(asking: () => Promise<void>) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR });
  const touching = (enabled: boolean): Promise<unknown> =>
    devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  return async (asking) => {
    await touching(true);
    const used = page.waitForEvent('framenavigated');
    await asking();
    await used;
    await touching(false);
  };
}
