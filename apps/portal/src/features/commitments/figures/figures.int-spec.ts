import type { Page, PageClient } from '@ronron/testing';
import { DAY } from '@ronron/kernel';
import { Webhook } from 'standardwebhooks';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import type { Commune } from '../../territories/commune.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import { dayOf } from '../news-age.js';
import { Commitment } from '../promises/commitment.entity.js';
import { Spending } from '../spending/spending.entity.js';
import { CommitmentAction } from '../actions/commitment-action.entity.js';
import { IndicatorValue } from './indicator-value.entity.js';
import { Indicator } from './indicator.entity.js';

describe('figures and tables', () => {
  let portal: TestPortal;
  let commune: Commune;
  let editor: PageClient;
  let commitmentId: string;
  let indicatorId: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    commune = await portal.commune();
    editor = await portal.signIn({ editorOf: commune.id });
    const measure = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'local-hosting' });
    const now = portal.clock.now();
    commitmentId = portal.newId();
    await portal.database.getRepository(Commitment).insert({
      id: commitmentId,
      communeId: commune.id,
      measureId: measure.id,
      level: 2,
      words: 'Nous soutenons un hébergeur local.',
      accountableName: 'Adjointe au numérique',
      status: 'started',
      statusSince: now,
      publishedAt: now,
      createdAt: now,
      updatedAt: now,
    });
    indicatorId = portal.newId();
    const indicator = { id: indicatorId, commitmentId, name: 'Postes', unit: 'postes', source: 'Inventaire' };
    await portal.database.getRepository(Indicator).insert({ ...indicator, createdAt: now });
  });
  afterAll(() => portal.stop());

  const spendings = (): Promise<number> => portal.database.getRepository(Spending).countBy({ commitmentId });
  const problems = (page: Page): string[][] =>
    page
      .$('.notice--danger tbody tr')
      .toArray()
      .map((row) =>
        page
          .$(row)
          .find('th, td')
          .toArray()
          .slice(0, 2)
          .map((cell) => page.$(cell).text()),
      );

  describe('three years of spending as a table', () => {
    const RIGHT = [
      'Année;Nature;Budget;Montant;Logiciel;Partagé avec;Méthode;Économie;Calcul économie',
      '2038;formation;fonctionnement;4 500;LibreOffice;;;;',
      '2039;développement;investissement;12000,50;Ronron;Brest : 25 %;Forfait;;',
      '2040;licences conservées;fonctionnement;800;;;"Reste, pour l’urbanisme";;',
    ];

    it('with one mistake is refused by row and column, and nothing of it is written', async () => {
      const wrong = [...RIGHT];
      wrong[2] = '2039;peinture;investissement;12 000 euros;Ronron;Brest : 125 %;Forfait;300;';
      const page = await editor.get(`/editeur/engagements/${commitmentId}/depenses/import`);
      const refused = await editor.submit(page, 'form[enctype]', {
        file: new File([wrong.join('\r\n')], 'comptes.csv'),
      });
      expect(refused.status).toBe(422);
      expect(problems(refused).sort()).toEqual([
        ['3', 'montant'],
        ['3', 'nature'],
        ['3', 'partage_avec'],
      ]);
      expect(refused.$('textarea').text()).toContain('peinture');
      wrong[2] = '2039;développement;investissement;12000;Ronron;;Forfait;300;';
      const saving = await editor.submit(refused, 'form[enctype]', { table: wrong.join('\n') });
      expect(problems(saving)).toEqual([['3', 'calcul_economie']]);
      expect(await spendings()).toBe(0);
    });

    it('is shown before it is written, written once it was looked at, and given back as it came', async () => {
      const page = await editor.get(`/editeur/engagements/${commitmentId}/depenses/import`);
      // As Excel saves it in France: Windows-1252, where the euro is 0x80 and the apostrophe 0x92.
      const saved = RIGHT.join('\r\n').replace('12000,50', '12\u00a0000,50 \x80').replace('’', '\x92');
      const file = new File([Buffer.from(saved, 'latin1')], 'comptes.csv');
      const looked = await editor.submit(page, 'form[enctype]', { file });
      expect(looked.$('.notice--info').text()).toContain('3 lignes prêtes');
      expect(looked.$('.notice--info').text().replace(/\s/g, ' ')).toContain('2039 : 12 000,50 €');
      expect(await spendings()).toBe(0);
      await editor.submit(looked, '.notice--info form');
      expect(await spendings()).toBe(3);
      const csv = await portal.visitor().get('/engagements/quimper/local-hosting/depenses.csv');
      expect(csv.headers.get('content-type')).toContain('text/csv');
      expect(csv.html).toContain('2039;developpement;investissement;12000,50;;Ronron;Brest : 25 %');
      expect(csv.html).toContain('Reste, pour l’urbanisme');
      const again = await editor.submit(page, 'form[enctype]', { file: new File([csv.html], 'encore.csv') });
      expect(again.$('.notice--info').text()).toContain('3 lignes prêtes');
    });

    it('tells two actions with one title apart by their identifiers, and comes back to the byte', async () => {
      const [first, second] = [portal.newId(), portal.newId()];
      for (const id of [first, second]) {
        const action = { id, commitmentId, title: 'Un atelier', position: 90, state: 'planned' as const };
        await portal.database.getRepository(CommitmentAction).insert(action);
      }
      const page = await editor.get(`/editeur/engagements/${commitmentId}/depenses/import`);
      const bring = async (table: string): Promise<Page> =>
        editor.submit(page, 'form[enctype]', { file: new File([table], 'comptes.csv') });
      const table = (...ends: string[]): string =>
        [
          'annee;nature;budget;montant;action;id_action',
          ...ends.map((end) => `2041;formation;fonctionnement;10;${end}`),
        ].join('\n');
      const refused = await bring(table('Un atelier;', `Un atelier;${second}`, `;${commitmentId}`));
      expect(problems(refused).map(([row, column]) => `${row} ${column}`)).toEqual(['2 action', '4 id_action']);
      const looked = await bring(table(`Un atelier;${second}`, `;${first}`));
      await editor.submit(looked, '.notice--info form');
      const read = async (): Promise<string> =>
        (await portal.visitor().get('/engagements/quimper/local-hosting/depenses.csv')).html;
      const before = await read();
      await portal.database.query('DELETE FROM spending');
      await editor.submit(await bring(before), '.notice--info form');
      expect(await read()).toBe(before);
      await portal.database.query('DELETE FROM commitment_action WHERE position = 90');
    });
  });

  describe('values as a table', () => {
    it('name the days that are wrong, twice there or taken', async () => {
      await portal.database
        .getRepository(IndicatorValue)
        .insert({ id: portal.newId(), indicatorId, day: '2039-01-01', value: 4 });
      const page = await editor.get(`/editeur/indicateurs/${indicatorId}/import`);
      const table = 'jour,valeur\n2039-01-01,5\n2039-02-30,5\n01/03/2039,6\n2039-03-01,7\n2039-04-01,beaucoup';
      const refused = await editor.submit(page, 'form[enctype]', { table });
      expect(problems(refused)).toEqual([
        ['2', 'jour'],
        ['3', 'jour'],
        ['5', 'jour'],
        ['6', 'valeur'],
      ]);
      const looked = await editor.submit(page, 'form[enctype]', { table: 'jour;valeur\n01/03/2039;6,5' });
      await editor.submit(looked, '.notice--info form');
      const values = await portal.database
        .getRepository(IndicatorValue)
        .find({ where: { indicatorId }, order: { day: 'ASC' } });
      expect(values.map(({ day, value, origin }) => [day, value, origin])).toEqual([
        ['2039-01-01', 4, 'hand'],
        ['2039-03-01', 6.5, 'csv'],
      ]);
    });
  });

  describe('values that a program signs', () => {
    let secret: string;

    beforeAll(async () => {
      const page = await editor.get('/editeur/communes/quimper/cles');
      const made = await editor.submit(page, 'main form.form', { name: 'Parc informatique' });
      secret = made.$('code.secret').text();
      expect((await editor.get('/editeur/communes/quimper/cles')).html).not.toContain(secret);
    });

    async function send(
      body: string,
      { by = secret, at = portal.clock.now(), to = indicatorId, sent = body } = {},
    ): Promise<{ status: number; json: Record<string, unknown> }> {
      const id = portal.newId();
      const response = await fetch(`${portal.origin}/api/v1/indicateurs/${to}/valeurs`, {
        method: 'POST',
        body: sent,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(by).sign(id, at, body),
        },
      });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    }

    const body = (...values: object[]): string => JSON.stringify({ values });

    it('are stored once, however often they are sent', async () => {
      const text = body({ day: '2040-01-01', value: 12 }, { day: '2040-02-01', value: 13.5, note: 'Été' });
      expect(await send(text)).toEqual({ status: 200, json: { stored: 2, unchanged: 0 } });
      const both = await Promise.all([send(text), send(text)]);
      expect(both.map(({ json }) => json)).toEqual(Array(2).fill({ stored: 0, unchanged: 2 }));
      const page = await portal.visitor().get('/engagements/quimper/local-hosting');
      expect(page.$('main').text()).toContain('13,5');
    });

    it('are of days that have come', async () => {
      const tomorrow = dayOf(new Date(portal.clock.now().getTime() + DAY));
      const sent = await send(body({ day: tomorrow, value: 1 }));
      expect(sent.json['errors']).toMatchObject([{ pointer: '/values/0/day' }]);
      const page = await editor.get(`/editeur/indicateurs/${indicatorId}`);
      const typed = await editor.submit(page, 'form[action$="/valeurs"]', { day: tomorrow, value: '1' });
      expect(typed.$('#field-day-error').text()).toContain('à venir');
      const table = await editor.get(`/editeur/indicateurs/${indicatorId}/import`);
      const refused = await editor.submit(table, 'form[enctype]', { table: `jour;valeur\n${tomorrow};1` });
      expect(problems(refused)).toEqual([['2', 'jour']]);
      // As people write it where there is no picker.
      await editor.submit(page, 'form[action$="/valeurs"]', { day: '3/9/2039', value: '-1,5' });
      const stored = await portal.database.getRepository(IndicatorValue).findOneBy({ indicatorId, day: '2039-09-03' });
      expect(stored?.value).toBe(-1.5);
    });

    it('are refused whole when one of them is wrong, and say which', async () => {
      const wrong = await send(body({ day: '2040-01-01', value: 99 }, { day: '2040-03-01', value: 1 }));
      expect(wrong.status).toBe(422);
      expect(wrong.json['errors']).toMatchObject([{ pointer: '/values/0/day' }]);
      const shape = await send(body({ day: '2040-02-31', value: 'x' }));
      expect(shape.json['errors']).toMatchObject([{ pointer: '/values/0/day' }, { pointer: '/values/0/value' }]);
      expect(await portal.database.getRepository(IndicatorValue).countBy({ indicatorId, day: '2040-03-01' })).toBe(0);
    });

    it('count for nothing without the right signature', async () => {
      const text = body({ day: '2040-05-01', value: 1 });
      const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      const late = new Date(portal.clock.now().getTime() - DAY);
      const calls = [
        send(text, { by: other }),
        send(text, { at: late }),
        send(text, { sent: body({ day: '2040-05-01', value: 1_000_000 }) }),
        send(text, { to: portal.newId() }),
      ];
      for (const { status, json } of await Promise.all(calls)) {
        expect([status, json['type']]).toEqual([401, 'urn:ronron:error:signature-refused']);
      }
      const none = await portal.visitor().post(`/api/v1/indicateurs/${indicatorId}/valeurs`, text);
      expect(none.status).toBe(401);
      expect(await portal.database.getRepository(IndicatorValue).countBy({ indicatorId, day: '2040-05-01' })).toBe(0);
    });

    it('are not taken any more once the key is revoked', async () => {
      const page = await editor.get('/editeur/communes/quimper/cles');
      expect(page.$('main table').text()).toContain('2040');
      await editor.submit(page, 'form[action$="/revocation"]');
      expect((await send(body({ day: '2040-06-01', value: 1 }))).status).toBe(401);
    });
  });
});
