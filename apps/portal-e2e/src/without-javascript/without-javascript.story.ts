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
    const page = await phone();
    await page.goto('/');
    await page.locator('header summary').click();
    await page.getByRole('link', { name: 'Créer un compte' }).first().click();
    await page.fill('[name=displayName]', 'Yannick');
    await page.fill('[name=email]', RESIDENT);
    await page.fill('[name=commune]', '29000');
    await page.fill('[name=password]', PASSWORD);
    await page.check('[name=age][value=fifteen-or-more]');
    await page.check('[name=terms]');
    await page.getByRole('button', { name: 'Créer mon compte' }).click();
    await page.goto(linkIn(await stage.mailTo(RESIDENT, /./), /confirmation/));
    await page.fill('[name=password]', PASSWORD);
    await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
    await signIn(page, RESIDENT);
    await page.goto('/services/pads/demande');
    await page.locator('button[name=action][value=send]').click();
    await untilOpen(page);
    const opened = page.waitForRequest((request) => request.url().startsWith('https://pads.demo.example'));
    await page.locator('form[action$="/ouverture"] button').first().click({ noWaitAfter: true });
    expect((await opened).url()).toBe('https://pads.demo.example/');
  }, 120_000);

  it('a child signs up, waits, and comes in when a parent has agreed', async () => {
    const child = 'lou@residents.example';
    const page = await phone();
    await page.goto('/inscription');
    await page.fill('[name=displayName]', 'Lou');
    await page.fill('[name=email]', child);
    await page.fill('[name=commune]', '29000');
    await page.fill('[name=password]', PASSWORD);
    await page.check('[name=age][value=under-fifteen]');
    await page.check('[name=terms]');
    await page.getByRole('button', { name: 'Créer mon compte' }).click();
    // Which parent? What was answered is still there.
    expect(await page.locator('[name=parentEmail]').getAttribute('aria-invalid')).toBe('true');
    expect(await page.isChecked('[name=age][value=under-fifteen]')).toBe(true);
    await page.fill('[name=parentEmail]', 'mamm@residents.example');
    await page.fill('[name=password]', PASSWORD);
    await page.getByRole('button', { name: 'Créer mon compte' }).click();
    await page.goto(linkIn(await stage.mailTo(child, /./), /confirmation/));
    await page.fill('[name=password]', PASSWORD);
    await page.getByRole('button', { name: 'Confirmer mon adresse' }).click();
    await signIn(page, child);
    expect(await page.locator('h1').innerText()).toBe('Votre compte attend l’accord d’un parent');

    // The parent's browser has scripts, by which pages can be looked at.
    const parent = await stage.visitor({ viewport: { width: 320, height: 640 } });
    await parent.goto('/connexion');
    await signIn(parent, child);
    await stage.look(parent);
    await parent.goto(linkIn(await stage.mailTo('mamm@residents.example', /demande votre accord/), /accord-parental/));
    await stage.look(parent);
    await parent.getByRole('button', { name: 'J’accepte' }).click();
    expect(await parent.locator('h1').innerText()).toBe('Merci, le compte est ouvert');
    await page.goto('/connexion');
    await signIn(page, child);
    expect(new URL(page.url()).pathname).toBe('/mes-services');
    await parent.goto(linkIn(await stage.mailTo('mamm@residents.example', /avez donné/), /retrait/));
    await stage.look(parent);
  }, 120_000);

  const phone = (): Promise<Page> => stage.visitor({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
});

async function signIn(page: Page, email: string): Promise<void> {
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', PASSWORD);
  await page.locator('form[action$="/connexion"] button').last().click();
  await page.waitForURL((url) => url.pathname !== '/connexion');
}

async function untilOpen(page: Page): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    await page.goto('/mes-services');
    if ((await page.locator('form[action$="/ouverture"]').count()) > 0) return;
    await page.waitForTimeout(250);
  }
  throw new Error(`Not ready: ${await page.locator('main').innerText()}`);
}
