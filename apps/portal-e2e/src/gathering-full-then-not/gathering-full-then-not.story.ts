import type { Page } from 'playwright-core';
import { linkIn, setStage, type Stage } from '../stage.js';

const PHONE = { viewport: { width: 360, height: 740 } };

/** What a `datetime-local` field is filled with, so many minutes from now at the portal's place. */
function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000)
    .toLocaleString('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' })
    .replace(' ', 'T');
}

describe('a resident without an account waits for a place, gets it, and enters the room at the hour', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('gathering');
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  async function registers(name: string, email: string): Promise<{ page: Page; link: string }> {
    const page = await stage.visitor(PHONE);
    await page.goto('/rendez-vous');
    await page.getByRole('link', { name: 'Premiers pas en visio' }).click();
    await page.getByRole('link', { name: 'Je m’inscris' }).first().click();
    await page.fill('[name=name]', name);
    await page.fill('[name=email]', email);
    await stage.look(page);
    await page.locator('form[action$="/inscription"] button').click();
    await page.waitForURL('**/inscription/envoyee');
    const link = linkIn(await stage.mailTo(email, /Confirmez/), /\/rendez-vous\/inscriptions\//);
    await page.goto(link);
    await stage.look(page);
    await page.getByRole('button', { name: 'Confirmer mon inscription' }).click();
    await page.locator('form[action$="/annulation"]').waitFor();
    return { page, link };
  }

  it('by mailed links alone', async () => {
    const editor = await stage.signedIn('editeur@demo.example');
    await editor.goto('/gestion/rendez-vous/nouveau');
    await stage.look(editor);
    await editor.fill('[name=title]', 'Premiers pas en visio');
    await editor.fill('[name=words]', 'On essaie ensemble, sans rien installer.');
    await editor.fill('[name=freeSoftware]', 'Jitsi Meet');
    await editor.fill('[name=startsAt]', inMinutes(5));
    await editor.fill('[name=endsAt]', inMinutes(95));
    await editor.fill('[name=onlinePlaces]', '1');
    await editor.selectOption('[name=roomServiceId]', { label: 'Les visios de Cornouaille' });
    await editor.getByRole('button', { name: 'Enregistrer le brouillon' }).click();
    await editor.getByRole('button', { name: 'Publier' }).click();
    await editor.getByText('Les inscriptions sont ouvertes').waitFor();
    await stage.look(editor);

    const first = await registers('Yann', 'yann@visiteurs.example');
    const second = await registers('Rozenn', 'rozenn@visiteurs.example');
    expect(await second.page.locator('main').innerText()).toContain('liste d’attente');
    expect(await second.page.locator('form[action$="/salle"]').count()).toBe(0);

    await first.page.getByRole('button', { name: 'Je ne viens plus' }).click();
    const moved = await stage.mailTo('rozenn@visiteurs.example', /Une place pour vous/);
    expect(moved).not.toContain('visio.demo.example');
    await second.page.goto(linkIn(moved, /\/rendez-vous\/inscriptions\//));
    await stage.look(second.page);
    const leaving = second.page.waitForResponse((answer) => answer.url().endsWith('/salle'));
    // The demonstration has no video server: the way there is enough.
    await second.page.context().route('https://visio.demo.example/**', (route) => route.fulfill({ body: 'La salle' }));
    await second.page.getByRole('button', { name: 'Entrer dans la salle' }).click();
    expect((await leaving).headers()['refresh']).toMatch(/^0; url=https:\/\/visio\.demo\.example\/[\w-]{16,}/);
    await second.page.waitForURL('https://visio.demo.example/**');
  }, 90_000);
});
