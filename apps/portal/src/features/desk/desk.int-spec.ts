import { DAY } from '@ronron/kernel';
import type { Page } from '@ronron/testing';
import { aService, ask, idOf } from '../../testing/request-scene.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { ProvisioningJob } from '../provisioning/provisioning-job.entity.js';

describe('the operators’ desk', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const waiting = (page: Page): string[] =>
    page
      .$('tbody th a[href^="/operateur/demandes/"], tbody th a[href^="/operateur/travaux/"]')
      .map((_, link) => page.$(link).attr('href')!)
      .get();

  it('says so when nothing waits', async () => {
    const own = await portal.structure('Rien à faire');
    const page = await (await portal.signIn({ operatorOf: own.id })).get('/operateur');
    expect(page.status).toBe(200);
    expect(page.$('main').text()).toContain('Rien n’attend');
  });

  it('shows what waits, oldest first with its age, and the structure’s figures as links to their lists', async () => {
    const own = await portal.structure('Ti an Holl');
    const operator = await portal.signIn({ operatorOf: own.id });
    const service = await aService(portal, { structureId: own.id, capacity: 1 });
    const first = idOf(await ask(portal, await portal.signIn(), service));
    portal.clock.advance(3 * DAY);
    const accepted = idOf(await ask(portal, await portal.signIn(), service));
    const form = await operator.get(`/operateur/demandes/${accepted}`);
    await operator.submit(form, 'form[action$="/approbation"]');
    await portal.database
      .getRepository(ProvisioningJob)
      .update({ status: 'queued' }, { status: 'dead', finishedAt: portal.clock.now() });
    const full = await ask(portal, await portal.signIn(), service);
    expect(full.$('main').text()).toContain('liste d’attente');
    const page = await operator.get('/operateur');
    expect(waiting(page)[0]).toBe(`/operateur/demandes/${first}`);
    expect(waiting(page)[1]).toContain('/operateur/travaux/');
    expect(page.$('main').text()).toContain('il y a 3 jours');
    for (const tile of page.$('.tile').toArray()) {
      const link = page.$(tile).find('a').attr('href');
      expect((await operator.get(link!)).status).toBe(200);
    }
    const figures = page
      .$('.tile-value')
      .map((_, value) => page.$(value).text().trim())
      .get();
    expect(figures.slice(0, 2)).toEqual(['1', '1']);
    expect(figures.slice(3)).toEqual(['1', '1', '0']);
  });

  it('holds questions about the structure’s services beside requests', async () => {
    const own = await portal.structure('Ti ar Respont');
    const service = await aService(portal, { structureId: own.id });
    const client = await portal.signIn();
    await client.submit(await client.get(`/aide?service=${service.slug}`), 'form[action$="/aide"]', {
      kind: 'fault',
      service: service.slug,
      subject: 'Mes fichiers ont disparu',
      message: 'Depuis ce matin.',
    });
    const operator = await portal.signIn({ operatorOf: own.id });
    const page = await operator.get('/operateur');
    const link = page.$('tbody th a').filter((_, one) => page.$(one).text() === 'Mes fichiers ont disparu');
    expect((await operator.get(link.attr('href')!)).$('main').text()).toContain('Depuis ce matin.');
  });

  it('shows nothing of another structure', async () => {
    const [own, other] = [await portal.structure('Ici'), await portal.structure('Là-bas')];
    const service = await aService(portal, { structureId: other.id, name: 'Le service de là-bas' });
    const id = idOf(await ask(portal, await portal.signIn(), service));
    const page = await (await portal.signIn({ operatorOf: own.id })).get('/operateur');
    expect(page.html).not.toContain(id);
    expect(page.html).not.toContain('Le service de là-bas');
    expect(waiting(page)).toEqual([]);
  });
});
