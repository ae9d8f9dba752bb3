import { startOpenIdPeer, type OpenIdPeer } from '@ronron/testing';
import { linkIn, setStage, type Stage } from '../stage.js';

const RESIDENT = 'resident@demo.example';
const SECRET = 'a secret of the directory';

describe('a resident and their account', () => {
  let stage: Stage;
  /** The directory of the town hall, which signs people in. */
  let directory: OpenIdPeer;

  beforeAll(async () => {
    stage = await setStage('account');
    directory = await startOpenIdPeer({
      clientId: 'portal',
      clientSecret: SECRET,
      redirectUris: [`${stage.portal.url}/connexion/avec/annuaire/retour`],
      signOutReturn: `${stage.portal.url}/`,
      signedUserinfo: null,
    });
    directory.person = { sub: 'maiwenn', name: 'Maïwenn Résidente', email: 'm.residente@mairie.example' };
  }, 120_000);
  afterAll(async () => {
    await stage.strike();
    await directory.stop();
  }, 60_000);

  it('comes in by a link to their mailbox, once', async () => {
    const page = await stage.visitor();
    await page.goto('/connexion?suite=%2Fdemandes');
    await page.getByRole('link', { name: 'Recevoir un lien de connexion par courriel' }).click();
    await stage.look(page);
    await page.fill('[name=email]', RESIDENT);
    await page.getByRole('button', { name: 'Recevoir le lien' }).click();
    await page.getByRole('heading', { level: 1, name: 'Regardez vos courriels' }).waitFor();
    await stage.look(page);
    const link = linkIn(await stage.mailTo(RESIDENT, /lien de connexion/), /^\/connexion\/lien\//);
    await page.goto(link);
    await stage.look(page);
    await page.getByRole('button', { name: 'Se connecter' }).last().click();
    await page.waitForURL('**/demandes');

    // In another browser: it was used, and says so.
    const other = await stage.visitor({ viewport: { width: 320, height: 640 } });
    await other.goto(link);
    await other.getByRole('heading', { level: 1, name: 'Ce lien a déjà servi' }).waitFor();
    await stage.look(other);
  }, 120_000);

  it('links an identity of the town hall, and comes in by it from then on', async () => {
    const administrator = await stage.signedIn('admin@demo.example');
    await administrator.goto('/admin/identites/nouveau/openid');
    await stage.look(administrator);
    await administrator.fill('[name=label]', 'Annuaire');
    await administrator.fill('[name=issuer]', directory.issuer);
    await administrator.fill('[name=clientId]', 'portal');
    await administrator.fill('[name=secret]', SECRET);
    await administrator.check('[name=allowPrivate]');
    await administrator.check('[name=enabled]');
    await administrator.getByRole('button', { name: 'Enregistrer' }).click();
    await administrator.waitForURL('**/admin/identites');
    await stage.look(administrator);

    const page = await stage.signedIn(RESIDENT);
    await page.goto('/compte');
    await page.getByRole('link', { name: 'Mes autres identités' }).click();
    await stage.look(page);
    await page.locator('form[action$="/ajout/annuaire"] button').click();
    await stage.look(page);
    await page.getByRole('link', { name: 'Continuer avec Annuaire' }).click();
    await page.waitForURL('**/compte/identites');
    expect(await page.locator('#identites').innerText()).toContain('Annuaire');
    await stage.look(page);
    expect(await stage.mailTo(RESIDENT, /Annuaire ouvre maintenant votre compte/)).toContain('Retirez-la');

    const elsewhere = await stage.visitor();
    await elsewhere.goto('/connexion?suite=%2Fcompte');
    await elsewhere.getByRole('link', { name: 'S’identifier avec Annuaire' }).click();
    await elsewhere.waitForURL('**/compte');
    expect(await elsewhere.locator('main').innerText()).toContain(RESIDENT);
  }, 120_000);

  it('objects to a use of their data; an operator answers within the month', async () => {
    const page = await stage.signedIn(RESIDENT);
    await page.goto('/compte/mes-donnees/demande');
    await stage.look(page);
    await page.check('[name=right][value=objection]');
    await page.selectOption('[name=structure]', { index: 1 });
    await page.fill('[name=message]', 'Cessez d’afficher mon nom dans vos listes.');
    await page.getByRole('button', { name: 'Envoyer' }).last().click();
    await page.waitForURL('**/compte/mes-donnees');
    await stage.look(page);

    const operator = await stage.signedIn('operateur@demo.example');
    await operator.goto('/operateur/droits');
    await stage.look(operator);
    await operator.locator('tr', { hasText: 'Maïwenn Résidente' }).locator('a').first().click();
    await stage.look(operator);
    expect(await operator.locator('main').innerText()).toContain('Cessez d’afficher mon nom');
    await operator.check('[name=decision][value=accepted]');
    await operator.fill('[name=answer]', 'Votre nom n’y figure plus.');
    await operator.locator('form[action$="/reponse"] button').click();
    await operator.getByText('Votre nom n’y figure plus.').waitFor();

    await page.reload();
    expect(await page.locator('main').innerText()).toContain('Votre nom n’y figure plus.');
    expect(await stage.mailTo(RESIDENT, /./)).toContain('Votre nom n’y figure plus.');
  }, 120_000);
});
