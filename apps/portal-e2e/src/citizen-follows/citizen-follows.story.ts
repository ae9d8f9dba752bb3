import { runSql } from '@ronron/testing';
import { linkIn, setStage, type Stage } from '../stage.js';

const PHONE = { viewport: { width: 360, height: 740 } };
const REASON = 'Le prestataire a renoncé, un autre est cherché.';

describe('a citizen without an account sees what is late and why, and follows it', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('follows');
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  it('by mail, until one press ends it', async () => {
    const citizen = await stage.visitor({ ...PHONE, javaScriptEnabled: false });
    // Pages are looked at by a script: in a browser that has some.
    const beside = await stage.visitor(PHONE);
    const look = async (): Promise<void> => {
      await beside.goto(citizen.url());
      await stage.look(beside);
    };
    await citizen.goto('/engagements/quimper');
    await look();
    // Within the first screen, without scrolling.
    for (const words of ['Un engagement en retard', 'Le marché de maintenance n’a reçu aucune réponse']) {
      const box = (await citizen.getByText(words).first().boundingBox())!;
      expect([words, box.y + box.height < PHONE.viewport.height]).toEqual([words, true]);
    }

    await citizen.getByRole('link', { name: 'Suivre ces engagements par courriel' }).click();
    await look();
    await citizen.fill('[name=email]', 'pas une adresse');
    await citizen.getByRole('button', { name: 'Suivre' }).click();
    expect(await citizen.inputValue('[name=email]')).toBe('pas une adresse');
    await citizen.fill('[name=email]', 'soizic@visiteurs.example');
    await citizen.getByRole('button', { name: 'Suivre' }).click();
    await citizen.getByRole('heading', { level: 1, name: 'Regardez vos courriels' }).waitFor();
    await look();
    const asked = await stage.mailTo('soizic@visiteurs.example', /Confirmez/);
    await citizen.goto(linkIn(asked, /^\/suivis\//));
    await look();
    await citizen.getByRole('button', { name: 'Confirmer' }).click();
    await citizen.getByRole('button', { name: 'Ne plus suivre' }).waitFor();
    await look();

    const editor = await stage.signedIn('editeur@demo.example');
    await editor.goto('/editeur');
    const commitment = editor.locator('main a[href*="/editeur/engagements/"]', { hasText: /Équiper les écoles/ });
    await editor.goto(`${await commitment.first().getAttribute('href')}/statut`);
    await editor.getByLabel('En retard').check();
    await editor.fill('[name=reason]', REASON);
    await editor.locator('form[action$="/statut"] button').first().click();
    await editor.locator('.notice--success').first().waitFor();
    // What would come within a quarter of an hour is not waited for.
    await runSql(
      stage.databaseUrl,
      `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key LIKE 'close-follow-digest:%'`,
    );

    const news = await stage.mailTo('soizic@visiteurs.example', /En retard/);
    expect(news).toContain(`Pourquoi : ${REASON}`);
    await citizen.goto(linkIn(news, /^\/engagements\/quimper\/schools/));
    expect(await citizen.locator('main').innerText()).toContain(REASON);
    await citizen.goto(linkIn(news, /^\/suivis\//));
    await citizen.getByRole('button', { name: 'Ne plus suivre' }).click();
    await citizen.getByRole('heading', { level: 1, name: 'Vous ne suivez plus' }).waitFor();
    await look();
  }, 120_000);
});
