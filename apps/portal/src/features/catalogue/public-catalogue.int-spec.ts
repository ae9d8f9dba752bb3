import { TestPortal, startTestPortal } from '../../testing/portal-harness.js';
import { testService } from '../../testing/catalogue-fixtures.js';
import { Service } from './service.entity.js';

describe('the public catalogue', () => {
  let portal: TestPortal;
  let structureId: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    await portal.commune();
    structureId = (await portal.structure()).id;
    await testService(portal, { structureId, slug: 'pads', name: 'Les pads', needs: ['write'] });
    await testService(portal, {
      structureId,
      slug: 'visio',
      name: 'Les visios',
      needs: ['meet'],
      audiences: ['residents'],
    });
    await testService(portal, { structureId, slug: 'cache', name: 'Le service caché', published: false });
  });
  afterAll(() => portal.stop());

  const names = async (path: string): Promise<string[]> => {
    const page = await portal.visitor().get(path);
    expect(page.status).toBe(200);
    return page
      .$('.card-title')
      .map((_, title) => page.$(title).text())
      .get();
  };

  it('shows what is published and nothing else', async () => {
    expect(await names('/services')).toEqual(['Les pads', 'Les visios']);
    expect((await portal.visitor().get('/services/cache')).status).toBe(404);
    expect((await portal.visitor().get('/sitemap.xml')).html).not.toContain('cache');
  });

  it('finds by need, audience and words, accents and plurals put aside, from the address alone', async () => {
    expect(await names('/services?besoin=se-reunir')).toEqual(['Les visios']);
    expect(await names('/services?public=organisations')).toEqual(['Les pads']);
    expect(await names('/services?q=R%C3%89UNIONS')).toEqual(['Les visios']);
    expect(await names('/services?q=pad&structure=linux-quimper')).toEqual(['Les pads']);
    expect(await names('/en/services?q=meetings')).toEqual(['Les visios']);
  });

  it('helps who finds nothing', async () => {
    const page = await portal.visitor().get('/services?q=hippopotame');
    expect(page.$('.empty-state a[href="/aide"]')).toHaveLength(1);
    expect(page.$('input[name=q]').attr('value')).toBe('hippopotame');
  });

  it.each([
    '/services?q=%00%FF',
    '/services?q=a&q=b',
    '/services?q[]=x&besoin=../../etc',
    `/services?q=${'a'.repeat(5000)}`,
    '/services?structure=%27%3B--',
    '/services?q=%3Cscript%3Ealert(1)%3C/script%3E',
  ])('answers %s calmly', async (path) => {
    const page = await portal.visitor().get(path);
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('<script>alert');
  });

  it.each([
    '/services/%00',
    '/services/..%2f..%2fetc',
    `/services/${'x'.repeat(150)}`,
    '/structures/nobody',
    '/fichiers/1',
  ])('knows nothing of %s', async (path) => {
    expect((await portal.visitor().get(path)).status).toBe(404);
  });

  it('says who runs a service, what it runs and how to get it, to people and to search engines', async () => {
    const page = await portal.visitor().get('/services/pads');
    expect(page.$('h1')).toHaveLength(1);
    expect(page.$('a[href="/structures/linux-quimper"]').text()).toBe('Linux Quimper');
    expect(page.$('a[href="https://spdx.org/licenses/Apache-2.0.html"]')).toHaveLength(1);
    expect(page.$('a.button--primary[href="/services/pads/demande"]')).toHaveLength(1);
    const types = page
      .$('script[type="application/ld+json"]')
      .map((_, script) => (JSON.parse(page.$(script).text()) as { '@type': string })['@type'])
      .get();
    expect(types).toEqual(expect.arrayContaining(['WebApplication', 'BreadcrumbList']));
    expect(page.$('meta[property="og:image"]').attr('content')).toMatch(/^http:\/\/localhost:8080\/.*\.png$/);
    expect(page.$('link[rel=canonical]').attr('href')).toBe('http://localhost:8080/services/pads');
    expect(page.$('meta[name=description]').attr('content')).toBe('Un service pour les essais.');
  });

  it('opens a tool without accounts directly, and offers the waiting list when it is full', async () => {
    await testService(portal, {
      structureId,
      slug: 'libre',
      accessMode: 'without-account',
      address: 'https://libre.example/',
    });
    await testService(portal, { structureId, slug: 'plein', accessMode: 'on-request', capacity: 0 });
    const free = await portal.visitor().get('/services/libre');
    expect(free.$('.button--primary[href="https://libre.example/"]')).toHaveLength(1);
    const full = await portal.visitor().get('/services/plein');
    expect(full.$('.call').text()).toContain('liste d’attente');
  });

  it('says that the last place is taken as soon as it is', async () => {
    const { id } = await testService(portal, { structureId, slug: 'petit', accessMode: 'on-request', capacity: 1 });
    expect((await portal.visitor().get('/services/petit')).$('.call').text()).not.toContain('liste d’attente');
    await portal.database.query(
      `INSERT INTO subscription (id, service_id, account_id, status, started_at, updated_at) VALUES ($1, $2, $3, 'active', now(), now())`,
      [portal.newId(), id, (await portal.account()).id],
    );
    await eventually(async () =>
      (await portal.visitor().get('/services/petit')).$('.call').text().includes('liste d’attente'),
    );
  });

  it('is drawn anew on every replica as soon as something changed', async () => {
    const replica = await TestPortal.start(portal);
    try {
      const tag = async (on: TestPortal): Promise<string | null> =>
        (await on.visitor().get('/services/pads')).headers.get('etag');
      expect(await tag(portal)).toBe(await tag(replica));
      await portal.database.getRepository(Service).update({ slug: 'pads' }, { summary: 'Écrire ensemble, autrement.' });
      for (const on of [portal, replica]) {
        await eventually(async () => (await on.visitor().get('/services/pads')).html.includes('autrement'));
      }
    } finally {
      await replica.stop();
    }
  });

  it('greets at the front door with needs, states and structures', async () => {
    const page = await portal.visitor().get('/');
    expect(page.$('a.need[href="/services?besoin=ecrire"]')).toHaveLength(1);
    expect(page.$('a[href="/structures/linux-quimper"]')).toHaveLength(1);
    await portal.database
      .getRepository(Service)
      .update({ slug: 'visio' }, { state: 'down', stateNote: 'Une coupure.' });
    await eventually(async () => (await portal.visitor().get('/')).html.includes('Une coupure.'));
  });

  it('tells robots where to look', async () => {
    const robots = await portal.visitor().get('/robots.txt');
    expect(robots.html).toContain('Sitemap: http://localhost:8080/sitemap.xml');
    const map = await portal.visitor().get('/sitemap.xml');
    expect(map.headers.get('content-type')).toContain('xml');
    expect(map.html).toContain('<loc>http://localhost:8080/services/pads</loc>');
  });
});

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It never came to hold.');
}
