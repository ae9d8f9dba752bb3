import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { Measure } from '../frameworks/measure.entity.js';
import { seedDemoCommitments } from '../demo/seed-demo-commitments.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CommitmentUpdate } from '../updates/commitment-update.entity.js';
import { CommitmentsSummary } from './commitments-summary.service.js';

describe('the public pages of commitments', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const text = async (path: string): Promise<string> => (await portal.visitor().get(path)).$('main').text();

  it('say so when no commune has published anything', async () => {
    const page = await portal.visitor().get('/engagements');
    expect(page.status).toBe(200);
    expect(page.$('main').text()).toContain('Aucun engagement publié');
    await portal.commune();
    const commune = await portal.visitor().get('/engagements/quimper');
    expect(commune.$('main').text()).toContain('Équiper les écoles');
    expect((await portal.visitor().get('/engagements/nowhere')).status).toBe(404);
    expect((await portal.visitor().get('/engagements/quimper/schools')).status).toBe(404);
    expect((await portal.visitor().get("/engagements/quimper'--/x%00y")).status).toBe(404);
  });

  it('show one commune at once, in three languages, with what a search engine needs', async () => {
    const quimper = await portal.commune();
    const editor = await portal.account({ editorOf: quimper.id });
    await portal.database.transaction((manager) =>
      seedDemoCommitments(manager, { quimper }, { editor }, portal.clock, () => portal.newId()),
    );
    // One measure without a commitment.
    const schools = await portal.database.getRepository(Commitment).findOneByOrFail({ measure: { key: 'schools' } });
    await portal.database.getRepository(Commitment).delete({ id: schools.id });
    const page = await portal.visitor().get('/engagements');
    expect(page.$('h1').text()).toBe('Les engagements de Quimper');
    expect(page.$('h1').length).toBe(1);
    expect(page.$('meta[name=description]').attr('content')).toContain('Quimper');
    const data = JSON.parse(page.$('script[type="application/ld+json"]').first().text()) as Record<string, unknown>;
    expect(data['@type']).toBe('CollectionPage');
    expect(page.$('main').text()).toContain('Sans engagement');
    expect(await text('/en/engagements')).toContain('Teach free software first');
    expect((await portal.visitor().get('/br/engagements')).status).toBe(200);
    for (const key of ['free-software-in-services', 'free-operating-systems', 'local-hosting']) {
      const one = await portal.visitor().get(`/engagements/quimper/${key}`);
      expect(one.status).toBe(200);
      expect(one.html).toContain('inventé pour la démonstration');
      expect(one.$('nav[aria-label] a[href="/engagements/quimper"]').length).toBeGreaterThan(0);
    }
  });

  it('tell the home page what there is in short', async () => {
    const [summary, ...others] = await portal.app.get(CommitmentsSummary).forHome();
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ communeName: 'Quimper', slug: 'quimper', total: 5 });
    expect(summary!.byStatus).toEqual({ late: 1, achieved: 1, started: 1, 'under-way': 2 });
    expect(summary!.latestUpdate!.title).toBe('Le portail est ouvert');
  });

  it('lead to older news, each once', async () => {
    const commitment = await portal.database
      .getRepository(Commitment)
      .findOneByOrFail({ measure: { key: 'training-first' } });
    const rows = Array.from({ length: 45 }, (_, index) => ({
      id: portal.newId(),
      commitmentId: commitment.id,
      happenedOn: `2039-0${(index % 3) + 1}-01`,
      title: `Nouvelle numéro ${index};`,
      body: 'Un pas.',
      state: 'published' as const,
      authorName: 'Quelqu’un',
      publishedAt: portal.clock.now(),
      createdAt: portal.clock.now(),
      updatedAt: portal.clock.now(),
    }));
    await portal.database.getRepository(CommitmentUpdate).insert(rows);
    const seen: string[] = [];
    let path: string | undefined = '/engagements/quimper/training-first';
    while (path !== undefined && seen.length < 200) {
      const page = await portal.visitor().get(path);
      seen.push(
        ...page
          .$('article.news h3')
          .toArray()
          .map((one) => page.$(one).text()),
      );
      path = page.$('main a[rel=next]').attr('href');
    }
    expect(seen.filter((title) => title.startsWith('Nouvelle numéro')).sort()).toEqual(
      rows.map(({ title }) => title).sort(),
    );
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('let people choose among several communes, without ranking them', async () => {
    const brest = await portal.commune('Brest', '29019');
    const measure = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'schools' });
    const now = portal.clock.now();
    await portal.database.getRepository(Commitment).insert({
      id: portal.newId(),
      communeId: brest.id,
      measureId: measure.id,
      level: 3,
      words: 'Toutes nos écoles.',
      accountableName: 'Adjointe',
      status: 'announced',
      statusSince: now,
      publishedAt: now,
      createdAt: now,
      updatedAt: now,
    });
    const page = await portal.visitor().get('/engagements');
    const names = page
      .$('.card-title')
      .toArray()
      .map((one) => page.$(one).text());
    expect(names).toEqual(['Brest', 'Quimper']);
    expect(page.$('main').text()).toContain('pas un classement');
  });
});
