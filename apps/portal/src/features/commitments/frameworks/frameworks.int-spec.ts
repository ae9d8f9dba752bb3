import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';

describe('the frameworks', () => {
  let portal: TestPortal;
  let administrator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    administrator = await portal.signIn({ administrator: true });
  });
  afterAll(() => portal.stop());

  async function load(file: unknown): Promise<Page> {
    const page = await administrator.get('/admin/referentiels');
    const text = typeof file === 'string' ? file : JSON.stringify(file);
    return administrator.submit(page, 'form[enctype]', { file: new File([text], 'referentiel.json') });
  }

  const LOCAL = {
    key: 'charte-de-quimper',
    name: { fr: 'Charte de Quimper', br: 'Karta Kemper' },
    summary: { fr: 'Écrite par le conseil de quartier.' },
    year: 2040,
    measures: [
      { key: 'ateliers', title: { fr: 'Ouvrir des ateliers' }, summary: { fr: 'Un par quartier.' } },
      { key: 'depots', title: { fr: 'Publier les codes' }, summary: { fr: 'Tout ce qui est payé.' } },
    ],
  };

  it('that come with the portal are loaded by one click, with nothing invented', async () => {
    const index = await administrator.get('/admin/referentiels');
    expect(index.$('main table').text()).toContain('Pacte pour la Transition 2020');
    const loaded = await administrator.submit(index, 'form:has(input[value="pacte-du-logiciel-libre-2026"])');
    expect(loaded.$('h1').text()).toBe('Pacte du Logiciel Libre 2026');
    expect(loaded.$('main').text()).toContain('Il manque 1 mesure');
    const add = await administrator.get(loaded.$('main a[href$="/mesures/nouvelle"]').attr('href')!);
    const after = await administrator.submit(add, 'main form', {
      titleFr: 'Le troisième objectif',
      summaryFr: 'Saisi d’après le texte officiel.',
    });
    expect(after.$('main').text()).not.toContain('Il manque');
    expect(after.$('.page-head').text()).toContain('Version 2');
  });

  it('are given back as they were loaded, version by version', async () => {
    const shown = await load(LOCAL);
    expect(shown.status).toBe(200);
    const measure = await administrator.get(shown.$('main li a[href*="/admin/mesures/"]').first().attr('href')!);
    await administrator.submit(measure, 'main form', { titleFr: 'Ouvrir un atelier', level1: 'Un', level3: 'Trois' });
    const file = async (query = ''): Promise<typeof LOCAL> => {
      const page = await portal.visitor().get(`/api/v1/referentiels/charte-de-quimper${query}`);
      return JSON.parse(page.html) as typeof LOCAL;
    };
    expect(await file('?version=1')).toMatchObject(LOCAL);
    const now = await file();
    expect(now.measures[0]).toMatchObject({
      title: { fr: 'Ouvrir un atelier' },
      levels: [{ fr: 'Un' }, { fr: '–' }, { fr: 'Trois' }],
    });
    expect(now.name.br).toBe('Karta Kemper');
    // The same file again is no new version.
    expect((await load(now)).$('.page-head').text()).toContain('Version 2');
    expect((await portal.visitor().get('/api/v1/referentiels/charte-de-quimper?version=9')).status).toBe(404);
  });

  it('keep communes to what they committed to, when a later version drops it', async () => {
    const commune = await portal.commune();
    const [{ id: measureId }] = await portal.database.query<[{ id: string }]>(
      `SELECT id FROM measure WHERE key = 'depots'`,
    );
    await portal.database.query(
      `INSERT INTO commitment (id, commune_id, measure_id, level, words, accountable_name, status, status_since, published_at, created_at, updated_at)
       VALUES ($1, $2, $3, 1, 'Nous publions.', 'Adjointe', 'announced', now(), now(), now(), now())`,
      [portal.newId(), commune.id, measureId],
    );
    await load({ ...LOCAL, measures: LOCAL.measures.slice(0, 1) });
    expect((await portal.visitor().get('/engagements/quimper/depots')).status).toBe(200);
    const editor = await portal.signIn({ editorOf: (await portal.commune('Brest', '29019')).id });
    const form = await editor.get('/editeur/engagements/nouveau?commune=brest');
    expect(form.$('main').text()).toContain('Ouvrir des ateliers');
    expect(form.$('main').text()).not.toContain('Publier les codes');
  });

  it.each([
    ['no JSON', '{"key":', 'JSON'],
    ['no measure', { ...LOCAL, measures: [] }, 'measures'],
    ['a field that nobody knows', { ...LOCAL, colour: 'red' }, '/'],
    [
      'a measure without its French title',
      { ...LOCAL, measures: [{ ...LOCAL.measures[0], title: { en: 'x' } }] },
      'measures.0.title.fr',
    ],
    ['a measure twice', { ...LOCAL, measures: [LOCAL.measures[0], LOCAL.measures[0]] }, 'measures'],
    ['a measure of another programme', { ...LOCAL, measures: [{ ...LOCAL.measures[0], key: 'schools' }] }, 'measures'],
    ['a measure named like a page', { ...LOCAL, measures: [{ ...LOCAL.measures[0], key: 'suivi' }] }, 'measures'],
    ['a source that is a script', { ...LOCAL, sourceUrl: 'javascript:alert(1)' }, 'sourceUrl'],
  ])('refuse a file with %s, and say where', async (_, file, path) => {
    const before = await portal.visitor().get('/api/v1/referentiels/charte-de-quimper');
    const page = await load(file);
    expect(page.status).toBe(422);
    expect(page.$('.notice--danger code').first().text()).toBe(path);
    // In the language of whoever brought it, not in the library's.
    expect(page.$('.notice--danger').text()).not.toMatch(/Invalid|Unrecognized|Too/);
    expect((await portal.visitor().get('/api/v1/referentiels/charte-de-quimper')).html).toBe(before.html);
  });

  it('publish the schema that their files follow', async () => {
    const schema = JSON.parse((await portal.visitor().get('/schemas/referentiel-1.json')).html) as Record<
      string,
      unknown
    >;
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
    expect(schema['$id']).toBe('http://localhost:8080/schemas/referentiel-1.json');
    expect(schema['required']).toEqual(['key', 'name', 'summary', 'year', 'measures']);
  });

  it('tell the second of two administrators that the first was quicker', async () => {
    const index = await administrator.get('/admin/referentiels');
    const path = index.$('main table a').last().attr('href')!;
    const first = await administrator.get(path);
    const second = await administrator.get(path);
    expect((await administrator.submit(first, 'main form.form', { year: '2041' })).status).toBe(200);
    const late = await administrator.submit(second, 'main form.form', { year: '2042' });
    expect(late.status).toBe(422);
    expect(late.$('input[name=year]').attr('value')).toBe('2042');
  });
});
