import { allSpoken, spokenPage, spokenWords, type Spoken } from '@ronron/testing';
import type { Page } from 'playwright-core';
import { setStage, type Stage } from '../stage.js';
import { drawnPoints } from './drawn-points.js';

const WIDTHS = [1280, 360];

/** Spaces of all kinds count as one. */
const plain = (words: string): string => words.replace(/\s+/g, ' ').trim();

/** Links stand apart from the words around them in the tree. */
const joined = (words: string): string => words.replace(/\s+/g, '');

/** What somebody sees of each element, line by line. */
const seen = async (page: Page, selector: string): Promise<string[][]> =>
  (await page.locator(selector).all()).reduce<Promise<string[][]>>(
    async (all, one) => [
      ...(await all),
      (await one.innerText())
        .split('\n')
        .map(plain)
        .filter((line) => line !== ''),
    ],
    Promise.resolve([]),
  );

/** Opens what is folded, as a keyboard does. */
async function unfold(page: Page): Promise<void> {
  const folded = page.locator('main details:not([open]) > summary');
  while ((await folded.count()) > 0) await folded.first().press('Enter');
}

/** The rows of each table: caption, then what row headers and cells say. */
function spokenTables(from: Spoken): { caption: string; rows: string[][] }[] {
  return allSpoken(from, 'table').map((table) => ({
    caption: plain(table.name),
    rows: allSpoken(table, 'row').map((row) =>
      row.children.filter(({ role }) => ['rowheader', 'cell'].includes(role)).map(({ name }) => plain(name)),
    ),
  }));
}

describe('what charts and timelines show is told to a screen reader', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage('aloud');
  }, 120_000);
  afterAll(() => stage.strike(), 60_000);

  /** Each drawing of a line: every dot, read off its axes, is a row of the table that the drawing's words lead to. */
  async function expectLinesTold(page: Page): Promise<number> {
    await unfold(page);
    const spoken = await spokenPage(page);
    const tables = spokenTables(spoken);
    const drawings = await drawnPoints(page);
    for (const { title, first, last, points, target } of drawings) {
      const image = allSpoken(spoken, 'image').find(({ name }) => plain(name) === plain(title));
      expect([title, image?.role]).toEqual([title, 'image']);
      const table = tables.find(({ caption }) => caption !== '' && plain(title).startsWith(caption.split(' (')[0]!))!;
      const rows = table.rows.filter((cells) => cells.length > 1);
      expect(rows.length).toBe(points.length);
      expect([rows[0]![0], rows.at(-1)![0]]).toEqual([first, last]);
      points.forEach(({ shown }, index) => expect(shown(rows[index]![1]!)).toBe(true));
      if (target !== null) expect(plain(spokenWords(spoken))).toContain(target);
    }
    return drawings.length;
  }

  it.each(WIDTHS)(
    'on the page of a commitment, %p px wide',
    async (width) => {
      const page = await stage.visitor({ viewport: { width, height: 900 } });
      let lines = 0;
      let slips = 0;
      for (const key of ['free-operating-systems', 'training-first', 'local-hosting', 'free-software-in-services']) {
        await page.goto(`/engagements/quimper/${key}`);
        lines += await expectLinesTold(page);
        const spoken = await spokenPage(page);
        const items = allSpoken(spoken, 'listitem').map((item) => plain(spokenWords(item)));
        for (const course of await seen(page, '.timeline-item')) {
          expect(items.map(joined)).toContain(joined(course.join('')));
          if (course.join(' ').includes('repoussée')) slips++;
        }
        const everything = joined(spokenWords(spoken));
        for (const selector of [
          '.badge',
          '.figure-now',
          '.steps-list > li',
          '.evidence > li',
          '.correction > p',
          'dd',
        ]) {
          for (const one of await seen(page, selector))
            for (const line of one) expect(everything).toContain(joined(line));
        }
        await expectSharesTold(page, spoken);
      }
      // The demonstration has both; a page without any would prove nothing.
      expect({ lines, slips }).toEqual({ lines: 3, slips: 1 });
      await page.context().close();
    },
    90_000,
  );

  /** The bar of spending: as wide as its legend says. */
  async function expectSharesTold(page: Page, spoken: Spoken): Promise<void> {
    const pieces = await page
      .locator('.share-bar rect')
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute('width')) / 10));
    const told = allSpoken(spoken, 'listitem')
      .map((item) => /\((\d+(?:,\d+)?) %\)$/.exec(plain(spokenWords(item)))?.[1])
      .filter((share) => share !== undefined)
      .map((share) => Number(share.replace(',', '.')));
    expect(told.length).toBe(pieces.length);
    told.forEach((share, index) => expect(Math.abs(share - pieces[index]!)).toBeLessThanOrEqual(0.6));
  }

  it.each(WIDTHS)(
    'in the picture of all measures of a commune, %p px wide',
    async (width) => {
      const page = await stage.visitor({ viewport: { width, height: 900 } });
      await page.goto('/engagements/quimper');
      const spoken = await spokenPage(page);
      const legend = new Map(
        (await seen(page, '.glance figcaption li')).map((lines) => {
          const [mark, status] = /^(\S) ?(.*) : \d+$/.exec(lines.join(' '))!.slice(1);
          return [mark!, status!];
        }),
      );
      const title = plain(allSpoken(spoken, 'image').find(({ name }) => name.includes('En retard'))!.name);
      for (const lines of await seen(page, '.glance figcaption li')) {
        const said = lines.join(' ').slice(1).trim();
        expect(title).toContain(said);
      }
      const marks = await page.locator('.glance-mark').allTextContents();
      const fills = await page
        .locator('.glance-fill')
        .evaluateAll((all) => all.map((one) => Number(one.getAttribute('height')) / 56));
      const words = plain(spokenWords(spoken));
      const cards = await seen(page, 'section[aria-labelledby=measures] .card');
      expect(cards.length).toBe(marks.length);
      cards.forEach((lines, index) => {
        // One card for each square, in the same order; all of it is told.
        const card = lines.join(' ');
        const status = legend.get(marks[index]!)!;
        const late = status === 'En retard' && card.includes('Échéance dépassée');
        expect([card, late || card.includes(status)]).toEqual([card, true]);
        const [, done = '0', all = '1'] = /Actions\D*(\d+) sur (\d+)/i.exec(card) ?? [];
        const share = marks[index] === '✓' ? 1 : Number(done) / Number(all);
        expect(Math.abs(share - fills[index]!)).toBeLessThan(0.02);
        for (const line of lines) expect(words).toContain(line);
      });
      await expectSharesTold(page, spoken);
      await page.context().close();
    },
    60_000,
  );

  it('in the history of what a service uses, for who holds it and who runs it', async () => {
    const linked = async (by: Page, list: string, path: RegExp): Promise<string[]> => {
      await by.goto(list);
      const hrefs = await by
        .locator('main a[href]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
      return [...new Set(hrefs.map((href) => path.exec(href)?.[0] ?? '').filter((found) => found !== ''))];
    };
    let lines = 0;
    const holder = await stage.signedIn('asso@demo.example');
    for (const path of await linked(holder, '/mes-services', /^\/mes-services\/[0-9a-f-]{36}/)) {
      await holder.goto(path);
      lines += await expectLinesTold(holder);
    }
    const operator = await stage.signedIn('operateur@demo.example');
    const services = await linked(operator, '/operateur/services', /^\/operateur\/services\/[0-9a-f-]{36}/);
    for (const path of services.slice(0, 2)) {
      await operator.goto(`${path}/utilisation`);
      lines += await expectLinesTold(operator);
    }
    expect(lines).toBeGreaterThan(1);
  }, 90_000);
});
