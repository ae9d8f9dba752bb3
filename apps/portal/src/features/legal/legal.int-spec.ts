import { DAY } from '@ronron/kernel';
import type { PageClient } from '@ronron/testing';
import { startTestPortal, TestPortal } from '../../testing/portal-harness.js';
import { LegalText } from './legal-text.entity.js';

const EDIT = '/admin/textes/conditions';

describe('the legal texts', () => {
  let portal: TestPortal;
  let administrator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    await portal.commune();
    await portal.structure('Linux [Quimper](https://evil.example)');
    administrator = await portal.signIn({ administrator: true });
  });
  afterAll(() => portal.stop());

  it.each(['/mentions-legales', '/confidentialite', '/accessibilite', '/conditions'])(
    'are there from the start: %s',
    async (path) => {
      const page = await portal.visitor().get(path);
      expect(page.status).toBe(200);
      expect(page.$('h1')).toHaveLength(1);
      expect(page.$('.prose').text()).toContain('Quimper');
      expect(page.$('.prose').text()).not.toMatch(/\{\{/);
    },
  );

  it('say what the law asks of a commune', async () => {
    const accessibility = (await portal.visitor().get('/accessibilite')).$('.prose').text();
    for (const words of ['n’est pas conforme', 'article 47', 'Défenseur des droits']) {
      expect(accessibility).toContain(words);
    }
    expect((await portal.visitor().get('/mentions-legales')).$('.prose').text()).toContain('contact@');
  });

  it('take names as names: none of them forms a link', async () => {
    const page = await portal.visitor().get('/mentions-legales');
    expect(page.$('a[href*="evil.example"]').filter((_, a) => page.$(a).text().startsWith('Quimper'))).toHaveLength(0);
  });

  it('do not double when two portals start on one database', async () => {
    const replica = await TestPortal.start(portal);
    await replica.stop();
    expect(await portal.database.getRepository(LegalText).countBy({ kind: 'terms' })).toBe(1);
  });

  it('are drafted, read again and published; the version before stays readable', async () => {
    await portal.visitor().get('/conditions');
    portal.clock.advance(DAY);
    const preview = await administrator.submit(await administrator.get(EDIT), 'form.form', {
      fr: '# Nouvelles conditions\n\nPour {{commune}}.',
      en: '',
      changeNote: 'Plus courtes.',
    });
    expect(preview.path).toBe(`${EDIT}/relecture`);
    expect(preview.$('.prose h1, .prose h2').text()).toContain('Nouvelles conditions');
    expect((await portal.visitor().get('/conditions')).html).not.toContain('Nouvelles conditions');
    const token = administrator.csrf(preview);
    const publish = (): ReturnType<PageClient['post']> =>
      administrator.post(`${EDIT}/publication`, new URLSearchParams({ _csrf: token }));
    const statuses = (await Promise.all([publish(), publish()])).map((page) => page.status).sort();
    expect(statuses).toEqual([200, 404]);
    const page = await portal.visitor().get('/conditions');
    expect(page.html).toContain('Nouvelles conditions');
    expect(page.html).toContain('Plus courtes.');
    const old = await portal.visitor().get('/textes/conditions/versions/1');
    expect(old.$('.notice--warning a').attr('href')).toBe('/conditions');
    expect((await portal.visitor().get('/textes/conditions/versions/3')).status).toBe(404);
    expect((await portal.visitor().get('/en/conditions')).$('.prose').closest('[lang]').attr('lang')).toBe('fr');
  });

  it.each([
    ['no French', { fr: '  ' }],
    ['a placeholder that nobody fills', { fr: 'Bonjour {{nom}}' }],
    ['NUL', { fr: 'a\0b' }],
    ['a novel', { fr: 'a'.repeat(60_001) }],
  ])('refuse %s', async (_, values) => {
    const page = await administrator.submit(await administrator.get(EDIT), 'form.form', values);
    expect(page.status).toBe(422);
    expect(page.$('#field-fr-error').text()).not.toBe('');
  });

  it('show markup that was typed as text', async () => {
    const preview = await administrator.submit(await administrator.get(EDIT), 'form.form', {
      fr: '<script>alert(1)</script> [x](javascript:alert(1))',
    });
    expect(preview.html).not.toContain('<script>alert(1)');
    expect(preview.$('a[href^="javascript"]')).toHaveLength(0);
    await administrator.submit(await administrator.get(EDIT), 'form[action$="/abandon"]');
    expect((await administrator.get(`${EDIT}/relecture`)).status).toBe(404);
  });
});
