import type { Page } from 'playwright-core';
import { linkIn, setStage, type Stage } from '../stage.js';

const RESIDENT = 'sans.script@residents.example';
const PASSWORD = 'sardine tricot lanterne galet';

describe('the same main story on a phone with JavaScript off', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('noscript');
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  it('from signing up to a tool that opens', async () => {
    const page = await stage.visitor({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    await page.goto('/');
    await page.locator('header summary').click();
    await page.getByRole('link', { name: 'Créer un compte' }).first().click();
    await page.fill('[name=displayName]', 'Yannick');
    await page.fill('[name=email]', RESIDENT);
    await page.fill('[name=commune]', '29000');
    await page.fill('[name=password]', PASSWORD);
    await page.check('[name=terms]');
    await page.getByRole('button', { name: 'Créer mon compte' }).click();
    await page.goto(linkIn(await stage.mailTo(RESIDENT, /./), /confirmation/));
    await page.fill('[name=password]', PASSWORD);
    await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
    await page.fill('[name=email]', RESIDENT);
    await page.fill('[name=password]', PASSWORD);
    await page.locator('form[action$="/connexion"] button').last().click();
    await page.waitForURL((url) => url.pathname !== '/connexion');
    await page.goto('/services/pads/demande');
    await page.locator('button[name=action][value=send]').click();
    await untilOpen(page);
    const opened = page.waitForRequest((request) => request.url().startsWith('https://pads.demo.example'));
    await page.locator('form[action$="/ouverture"] button').first().click({ noWaitAfter: true });
    expect((await opened).url()).toBe('https://pads.demo.example/');
  }, 120_000);
});

async function untilOpen(page: Page): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    await page.goto('/mes-services');
    if ((await page.locator('form[action$="/ouverture"]').count()) > 0) return;
    await page.waitForTimeout(250);
  }
  throw new Error(`Not ready: ${await page.locator('main').innerText()}`);
}
