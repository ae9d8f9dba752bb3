import { startOcsPeer, type OcsPeer } from '@ronron/testing';
import type { Page } from 'playwright-core';
import { CLOUD, CLOUD_PATH, connectCloud, openConnection, untilMyServices } from '../connect-cloud.js';
import { setStage, type Stage } from '../stage.js';

const NAME = 'Les Randonneurs du Frugy';

describe('an association asks for a cloud space and gets it', () => {
  let stage: Stage;
  let peer: OcsPeer;

  beforeAll(async () => {
    peer = await startOcsPeer();
    stage = await setStage('cloud');
    await connectCloud(stage, peer, peer.adminPassword);
  }, 180_000);
  afterAll(async () => {
    await stage.strike();
    await peer.stop();
  }, 60_000);

  it('from its registration to accounts in the cloud', async () => {
    const treasurer = await stage.signedIn('asso@demo.example');
    await treasurer.goto('/organisations/nouvelle');
    await stage.look(treasurer);
    await register(treasurer);
    await ask(treasurer);

    const operator = await stage.signedIn('operateur@demo.example');
    await openConnection(operator);
    await operator.locator('form[action$="/verification"] button').click();
    await operator.locator('main').getByText('32.0.2').first().waitFor();
    await operator.goto('/operateur/demandes');
    await operator.getByRole('link', { name: NAME }).first().click();
    await stage.look(operator);
    await operator.fill('[name=quota]', '20');
    await operator.locator('form[action$="/approbation"] button').click();
    await operator.locator('.notice--success').first().waitFor();

    await untilMyServices(treasurer, (text) => text.includes(CLOUD) && !text.includes('En préparation'));
    expect([...peer.groups.values()]).toContain(NAME);
    const account = [...peer.users.values()].find((user) => user.email === 'asso@demo.example');
    expect(account).toMatchObject({ enabled: true, quota: '953.7 MB' });
    expect([...peer.folders.values()]).toMatchObject([{ mountPoint: NAME, quota: 20_000_000_000 }]);
    await stage.look(treasurer);
    expect(await stage.mailTo('asso@demo.example', /prêt/)).toContain(CLOUD);
  }, 120_000);

  async function register(page: Page): Promise<void> {
    await page.fill('[name=name]', NAME);
    await page.check('[name=kind][value=association]');
    await page.fill('[name=number]', 'W29400000X');
    await page.fill('[name=commune]', 'Quimper');
    await page.fill('[name=purpose]', 'Marcher ensemble chaque dimanche.');
    await page.getByRole('button', { name: 'Ajouter l’organisation' }).click();
    // Not a number of the national register: said beside the field, and all that was typed is kept.
    expect(await page.locator('[name=number]').getAttribute('aria-invalid')).toBe('true');
    expect(await page.inputValue('[name=purpose]')).toBe('Marcher ensemble chaque dimanche.');
    await stage.look(page);
    await page.fill('[name=number]', 'W294009876');
    await page.getByRole('button', { name: 'Ajouter l’organisation' }).click();
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor();
    await stage.look(page);
  }

  async function ask(page: Page): Promise<void> {
    await page.goto(`${CLOUD_PATH}/demande`);
    await page.locator('main nav').getByRole('link', { name: NAME }).click();
    await stage.look(page);
    await page.locator('button[name=action][value=send]').click();
    await page.waitForURL('**/demandes/**');
    await stage.look(page);
  }
});
