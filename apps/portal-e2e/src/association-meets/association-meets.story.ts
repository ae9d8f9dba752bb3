import { startJitsiPeer, type JitsiPeer } from '@ronron/testing';
import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { untilMyServices } from '../connect-cloud.js';
import { setStage, type Stage } from '../stage.js';

const SERVICE = 'Les visios de Cornouaille';
const ROOM = 'Assemblée d’hiver';
const PHONE = { viewport: { width: 360, height: 740 } };

describe('an association meets with people who have no account', () => {
  let stage: Stage;
  let peer: JitsiPeer;

  beforeAll(async () => {
    peer = await startJitsiPeer();
    stage = await setStage('visio');
    await connect();
  }, 180_000);
  afterAll(async () => {
    await stage.strike();
    await peer.stop();
  }, 60_000);

  it('in a room that it makes, and that lets guests in at its hour', async () => {
    const treasurer = await stage.signedIn('asso@demo.example');
    await untilMyServices(treasurer, (text) => text.includes('Voir mes salles'));
    await treasurer.getByRole('link', { name: `Voir mes salles ${SERVICE}` }).click();
    await stage.look(treasurer);
    await treasurer.fill('[name=name]', ROOM);
    await treasurer.fill('[name=opensAt]', wallClock(24 * 60));
    await treasurer.fill('[name=closesAt]', wallClock(26 * 60));
    await treasurer.getByRole('button', { name: 'Créer la salle' }).click();
    await treasurer.getByRole('heading', { level: 1, name: ROOM }).waitFor();
    await stage.look(treasurer);
    const link = await treasurer.inputValue('[name=guestLink]');

    const guests = [await stage.visitor(PHONE), await stage.visitor({ ...PHONE, javaScriptEnabled: false })];
    for (const guest of guests) {
      await guest.goto(new URL(link).pathname);
      await guest.getByText('La salle ouvre le').waitFor();
      if (guest === guests[0]) await stage.look(guest);
    }
    await treasurer.fill('[name=opensAt]', wallClock(-5));
    await treasurer.getByRole('button', { name: 'Enregistrer' }).click();
    await treasurer.locator('.notice--success').first().waitFor();

    for (const [index, guest] of guests.entries()) {
      await guest.getByRole('link', { name: 'Voir si la salle est ouverte' }).click();
      if (guest === guests[0]) await stage.look(guest);
      await guest.fill('[name=name]', `Invitée ${index}`);
      await guest.getByRole('button', { name: 'Entrer' }).click();
      expect(await whoEnters(guest)).toMatchObject({ name: `Invitée ${index}`, moderator: false });
    }
    await treasurer.getByRole('button', { name: 'Ouvrir la salle' }).click();
    expect(await whoEnters(treasurer)).toMatchObject({ name: 'Gwenaël Trésorier', moderator: true });
  }, 120_000);

  it('and by no link that was taken back', async () => {
    const treasurer = await stage.signedIn('asso@demo.example');
    await untilMyServices(treasurer, (text) => text.includes('Voir mes salles'));
    await treasurer.getByRole('link', { name: `Voir mes salles ${SERVICE}` }).click();
    await treasurer.getByRole('link', { name: 'Inviter et régler Le bureau' }).click();
    const { pathname } = new URL(await treasurer.inputValue('[name=guestLink]'));
    const guest = await stage.visitor(PHONE);
    await guest.goto(pathname);
    await treasurer.getByRole('button', { name: 'Retirer le lien' }).click();
    await treasurer.locator('.notice--success').first().waitFor();
    await guest.fill('[name=name]', 'Ève');
    await guest.getByRole('button', { name: 'Entrer' }).click();
    await guest.getByRole('heading', { level: 1, name: 'Ce lien ne mène plus à une salle' }).waitFor();
    await stage.look(guest);
  }, 60_000);

  /** The operator of the demonstration's visio, which is a stage set, gives it a server. */
  async function connect(): Promise<void> {
    const operator = await stage.signedIn('operateur@demo.example');
    await operator.goto('/operateur/services');
    await operator.getByRole('link', { name: SERVICE }).first().click();
    await operator.locator('nav.tabs a[href$="/connecteur"]').click();
    await stage.look(operator);
    await operator.fill('[name=url]', peer.url);
    await operator.selectOption('[name=authentication]', 'token');
    await operator.fill('[name=appId]', peer.appId);
    await operator.fill('[name=appSecret]', peer.appSecret);
    await operator.locator('form[action$="/connecteur"] .actions button').click();
    await operator.locator('.notice--success').first().waitFor();
    await operator.context().close();
  }

  /** Whom the server makes of the browser that came; it must let it in. */
  async function whoEnters(page: Page): Promise<object> {
    await page.waitForURL((url) => url.origin === new URL(peer.url).origin);
    expect(await peer.refusalAt(page.url(), new Date())).toBeNull();
    const { context } = decodeJwt(new URL(page.url()).searchParams.get('jwt')!) as { context: { user: object } };
    return context.user;
  }
});

/** So many minutes from now, as the clock on the wall shows it in Quimper. */
function wallClock(minutes: number): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(Date.now() + minutes * 60_000)).replace(' ', 'T');
}
