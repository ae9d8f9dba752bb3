import { openBrowser, openPage } from '@ronron/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { seedDemoCommitments } from '../demo/seed-demo-commitments.js';
import { Commitment } from '../promises/commitment.entity.js';

describe('what the commitments look like elsewhere', () => {
  let portal: TestPortal;
  let browser: Browser;

  beforeAll(async () => {
    portal = await startTestPortal();
    const quimper = await portal.commune();
    const editor = await portal.account({ editorOf: quimper.id });
    await portal.database.transaction((manager) =>
      seedDemoCommitments(manager, { quimper }, { editor }, portal.clock, () => portal.newId()),
    );
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await portal.stop();
  });

  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(portal.origin + path, { headers });

  it('tells a screen reader what the picture, the timelines and the charts show the others', async () => {
    const page = await openPage(browser, { baseURL: portal.origin });
    await page.goto('/engagements/quimper');
    const overview = await page.locator('main').ariaSnapshot();
    expect(overview).toMatch(/img "Les engagements de Quimper d’un coup d’œil\..*En retard : 1\..*Tenu : 1\./);
    // What the legend counts is in the list, one by one.
    expect(overview.match(/heading ".+" \[level=3\]/g)!.length).toBeGreaterThanOrEqual(6);
    expect(overview).toContain('Un engagement en retard');
    await page.goto('/engagements/quimper/local-hosting');
    const one = await page.locator('main').ariaSnapshot();
    const chart = /img "(.+), en (.+), du (.+) au (.+) : ([\d\s,]+) à la dernière date/.exec(one);
    expect(chart).not.toBeNull();
    await page
      .getByText(/^Les valeurs de/)
      .first()
      .click();
    const table = await page.getByRole('table').first().ariaSnapshot();
    const values = await portal.database.query<{ value: number }[]>(
      `SELECT value FROM indicator_value JOIN indicator ON indicator.id = indicator_id
       JOIN commitment ON commitment.id = commitment_id JOIN measure ON measure.id = measure_id WHERE measure.key = 'local-hosting'`,
    );
    for (const { value } of values) expect(table).toContain(new Intl.NumberFormat('fr').format(value));
    expect(chart![5]!.trim()).toBe(new Intl.NumberFormat('fr').format(values.at(-1)!.value));
    const timeline = await page.locator('ol.timeline').ariaSnapshot();
    expect(timeline).toMatch(/listitem:[\s\S]*En cours/);
    expect(timeline.match(/- listitem/g)!.length).toBeGreaterThanOrEqual(2);
    await page.context().close();
  }, 60_000);

  it('is a report for the council: a PDF that is tagged, in French, the same bytes for the same data', async () => {
    const [first, second] = await Promise.all([get('/engagements/quimper.pdf'), get('/engagements/quimper.pdf')]);
    expect(first.headers.get('content-type')).toBe('application/pdf');
    const bytes = Buffer.from(await first.arrayBuffer());
    expect(Buffer.from(await second.arrayBuffer()).equals(bytes)).toBe(true);
    const text = bytes.toString('latin1');
    expect(text.slice(0, 8)).toBe('%PDF-1.7');
    expect(text).toContain('/MarkInfo');
    expect(text).toMatch(/\/Lang \(fr\)/);
    expect(text.match(/\/S \/H2/g)!.length).toBeGreaterThanOrEqual(6);
    // The table of the measures: a header for each column and one for each measure.
    expect(text.match(/\/S \/TH/g)!.length).toBeGreaterThanOrEqual(12);
    const streams = [...text.matchAll(/stream\r?\n([\s\S]*?)endstream/g)].map(([, body]) =>
      Buffer.from(body!, 'latin1'),
    );
    expect(streams.map(unpacked).some((body) => body.includes('BT'))).toBe(true);
    expect((await get('/engagements/nowhere.pdf')).status).toBe(404);
  });

  it('survives texts that no font has letters for', async () => {
    const commitment = await portal.database.getRepository(Commitment).findOneByOrFail({ measure: { key: 'schools' } });
    await portal.database
      .getRepository(Commitment)
      .update({ id: commitment.id }, { words: '🐈‍⬛ \u202e ١٢ \u0007 <b>&amp;\n'.repeat(200), accountableName: '猫' });
    expect((await get('/engagements/quimper.pdf')).status).toBe(200);
    await portal.database.query(
      `UPDATE measure SET title = '{"fr":"🐈‍⬛ Un chat <b>\\"&amp; ١٢ ${'très '.repeat(60)}"}' WHERE key = 'schools'`,
    );
    expect((await get('/engagements/quimper/schools.png')).status).toBe(200);
  });

  it('is a card of its own when it is shared, drawn here', async () => {
    for (const path of ['/engagements/quimper', '/engagements/quimper/free-operating-systems']) {
      const page = await portal.visitor().get(path);
      expect(page.$('meta[property="og:image"]').attr('content')).toBe(`http://localhost:8080${path}.png`);
      const card = Buffer.from(await (await get(`${path}.png`)).arrayBuffer());
      expect(card.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
      expect([card.readUInt32BE(16), card.readUInt32BE(20)]).toEqual([1200, 630]);
    }
    const again = await get('/engagements/quimper.png');
    const etag = again.headers.get('etag')!;
    expect((await get('/engagements/quimper.png', { 'if-none-match': etag })).status).toBe(304);
  });

  it('may be framed by any site at one address, without script or session, and nowhere else', async () => {
    const extract = await get('/engagements/quimper/extrait');
    expect(extract.headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(extract.headers.get('x-frame-options')).toBeNull();
    expect(extract.headers.get('set-cookie')).toBeNull();
    const html = await extract.text();
    expect(html).not.toMatch(/<script|<form/);
    expect(html.match(/target="_blank"/g)!.length).toBeGreaterThanOrEqual(6);
    for (const path of ['/engagements/quimper', '/engagements/quimper/schools', '/connexion']) {
      expect((await get(path)).headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`);
    }
    const ready = await get('/engagements/quimper/extrait');
    expect(ready.headers.get('content-security-policy')).toContain('frame-ancestors *');
    const site = createServer((_, response) => {
      response
        .setHeader('content-type', 'text/html')
        .end(`<iframe src="${portal.origin}/engagements/quimper/extrait" title="Engagements"></iframe>`);
    });
    await new Promise<void>((resolve) => site.listen(0, 'localhost', resolve));
    const page = await openPage(browser);
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
    await page.context().close();
    await new Promise((resolve) => site.close(resolve));
  }, 60_000);

  it('stands beside other communes without a rank', async () => {
    const brest = await portal.commune('Brest', '29019');
    await portal.database.query(
      `INSERT INTO commitment (id, commune_id, measure_id, level, words, accountable_name, status, status_since, published_at, created_at, updated_at)
       SELECT $1, $2, id, 3, 'Oui.', 'Adjoint', 'achieved', $3, $3, $3, $3 FROM measure WHERE key = 'training-first'`,
      [portal.newId(), brest.id, portal.clock.now()],
    );
    const page = await portal.visitor().get('/engagements/comparaison');
    const heads = page
      .$('thead th')
      .toArray()
      .map((one) => page.$(one).text());
    expect(heads).toEqual(['Mesure', 'Brest', 'Quimper']);
    expect(page.$('tbody tr').length).toBe(6);
    expect(page.$('main').text()).toContain('pas un classement');
    expect(page.$('main').text()).not.toMatch(/score|rang |moyenne/i);
    // What nobody promised stands there too, and who promised nothing is named without a word against them.
    await portal.commune('Concarneau', '29039');
    await portal.database.query(
      `DELETE FROM commitment USING measure WHERE measure.id = measure_id AND measure.key = 'schools'`,
    );
    const again = (await portal.visitor().get('/engagements/comparaison')).$('main').text();
    expect(again.match(/Rien de publié/g)!.length).toBe(6);
    expect(again).toMatch(/Sans engagement publié pour l’instant :\s*Concarneau\./);
    const csv = (await portal.visitor().get('/engagements/comparaison.csv')).html
      .replace('\ufeff', '')
      .trim()
      .split('\r\n');
    expect(csv).toHaveLength(1 + 6 * 2);
    expect(csv.filter((row) => row.startsWith('pacte-transition-2020,schools,') && row.endsWith(',,,,,'))).toHaveLength(
      2,
    );
    expect(csv).toContain(
      'pacte-transition-2020,training-first,Former en priorité aux logiciels libres,29019,Brest,3,achieved,non,,http://localhost:8080/engagements/brest/training-first',
    );
  });
});

function unpacked(body: Buffer): string {
  try {
    return inflateSync(body).toString('latin1');
  } catch {
    return '';
  }
}
