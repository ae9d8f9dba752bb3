import { PageClient } from '@ronron/testing';
import { Service } from '../features/catalogue/service.entity.js';
import { ServiceRequest } from '../features/requests/service-request.entity.js';
import { startTestPortal, TestPortal, TEST_PASSWORD } from '../testing/portal-harness.js';
import { ANSWERS, ASK_FORM, aService } from '../testing/request-scene.js';

/** Two processes on one database, behind something that sends a browser now to one, now to the other. */
describe('two replicas', () => {
  let here: TestPortal;
  let there: TestPortal;

  beforeAll(async () => {
    here = await startTestPortal();
    there = await TestPortal.start(here);
  });
  afterAll(async () => {
    await there.stop();
    await here.stop();
  });

  /** The same browser, sent to the other one. */
  function at(portal: TestPortal, client: PageClient): PageClient {
    const other = new PageClient(portal.origin);
    other.setCookie('ronron', client.cookie('ronron')!);
    return other;
  }

  it('share who is signed in, and who no longer is', async () => {
    const client = await here.signIn({ displayName: 'Nolwenn Salaün' });
    const other = at(there, client);
    const page = await other.get('/compte');
    expect(page.status).toBe(200);
    await other.submit(page, 'form[action$="/deconnexion"]');
    expect((await at(here, client).get('/compte')).path).toContain('/connexion');
  });

  it('take in on one the form that the other drew', async () => {
    const service = await aService(here);
    const client = await here.signIn();
    const path = `/services/${service.slug}/demande`;
    const drawn = await client.get(path);
    const sent = await at(there, client).submit(drawn, ASK_FORM, ANSWERS, 'button[value=send]');
    expect(sent.status).toBe(200);
    expect(await here.database.getRepository(ServiceRequest).countBy({ serviceId: service.id })).toBe(1);
  });

  it('count wrong passwords together', async () => {
    const account = await here.account();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt++) {
      const visitor = (attempt % 2 === 0 ? here : there).visitor();
      const page = await visitor.get('/connexion');
      const values = { email: account.email, password: 'pas le bon' };
      statuses.push((await visitor.submit(page, 'form[action$="/connexion"]', values)).status);
    }
    expect(statuses.slice(0, 10)).not.toContain(429);
    expect(statuses.slice(10)).toEqual([429, 429]);
    // Nor does the right one help then, on either side.
    const visitor = there.visitor();
    const page = await visitor.get('/connexion');
    const values = { email: account.email, password: TEST_PASSWORD };
    expect((await visitor.submit(page, 'form[action$="/connexion"]', values)).status).toBe(429);
  });

  it('both forget a prepared page when what it shows changes', async () => {
    const service = await aService(here, { name: 'Le nom du matin' });
    const shown = async (portal: TestPortal): Promise<string> =>
      (await portal.visitor().get(`/services/${service.slug}`)).$('h1').text();
    for (const portal of [here, there, here, there]) expect(await shown(portal)).toContain('Le nom du matin');
    await here.database.getRepository(Service).update({ id: service.id }, { name: 'Le nom du soir' });
    for (const portal of [here, there]) {
      while (!(await shown(portal)).includes('Le nom du soir')) {
        // Told by the database: at once, but not before this answer.
      }
    }
    expect([await shown(here), await shown(there)]).toEqual(['Le nom du soir', 'Le nom du soir']);
  });
});
