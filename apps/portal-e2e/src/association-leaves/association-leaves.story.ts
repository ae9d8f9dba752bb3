import { compactVerify, createRemoteJWKSet } from 'jose';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { linkIn, setStage, type Stage } from '../stage.js';

const PADS = 'Les pads de Linux Quimper';

describe('an association ends a tool and leaves with what it held', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('leaves');
  }, 180_000);
  afterAll(() => stage.strike(), 60_000);

  it('from the wish to a receipt that anybody can verify', async () => {
    const treasurer = await stage.signedIn('asso@demo.example');
    await treasurer.goto('/mes-services');
    await stage.look(treasurer);
    const pads = treasurer.locator('.card', { hasText: 'Cercle de danse An Eostig' }).filter({ hasText: PADS });
    await pads.getByRole('link', { name: 'Arrêter ce service' }).click();
    await stage.look(treasurer);
    await treasurer.check('[name=sure]');
    await treasurer.getByRole('button', { name: 'Arrêter ce service' }).click();
    await treasurer.waitForURL('**/fermeture');

    const copy = await download(treasurer, await untilCopied(treasurer));
    await stage.look(treasurer);
    await treasurer.check('[name=step]');
    await treasurer.getByRole('button', { name: 'Enregistrer mes coches' }).click();
    await treasurer.locator('.notice--success').first().waitFor();
    expect(await treasurer.isChecked('[name=step]')).toBe(true);

    await treasurer.check('[name=saved]');
    await treasurer.getByRole('button', { name: 'Tout effacer maintenant' }).click();
    const mail = await stage.mailTo('asso@demo.example', /reçu d’effacement/);
    await treasurer.goto(linkIn(mail, /\/fermeture$/));
    await stage.look(treasurer);
    await treasurer.getByRole('link', { name: 'Voir le reçu' }).click();
    await stage.look(treasurer);
    expect(await treasurer.locator('main').innerText()).toContain('il n’avait plus rien');
    expect((await download(treasurer, 'Télécharger le reçu (PDF)')).subarray(0, 5).toString()).toBe('%PDF-');

    const jws = (await download(treasurer, 'Télécharger la signature')).toString();
    const { payload } = await compactVerify(jws, createRemoteJWKSet(new URL('/oidc/jwks', stage.portal.url)));
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      holder: { kind: 'organisation', name: 'Cercle de danse An Eostig' },
      service: { name: PADS },
      copy: { sha256: createHash('sha256').update(copy).digest('hex') },
    });
    await treasurer.goto('/mes-services');
    expect(await treasurer.locator('.card', { hasText: PADS }).filter({ hasText: 'Cercle' }).count()).toBe(0);
  }, 120_000);

  /** The copy is made in the background: the page is looked at again until it is there. Gives the link's name. */
  async function untilCopied(page: Page): Promise<string> {
    const name = 'Télécharger la copie';
    const deadline = Date.now() + 30_000;
    while ((await page.getByRole('link', { name }).count()) === 0) {
      if (Date.now() > deadline) throw new Error('The copy was not made in time.');
      await page.waitForTimeout(200);
      await page.reload();
    }
    return name;
  }

  async function download(page: Page, name: string): Promise<Buffer> {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
    return readFile(await file.path());
  }
});
