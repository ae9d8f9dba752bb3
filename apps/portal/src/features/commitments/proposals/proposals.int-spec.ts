import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { aCommitment } from '../../../testing/commitment-scene.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import type { Organisation } from '../../organisations/organisation.entity.js';
import type { Commune } from '../../territories/commune.entity.js';
import { Measure } from '../frameworks/measure.entity.js';

const BOOK = '/engagements/cahier';

describe('the cahier de doléances', () => {
  let portal: TestPortal;
  let commune: Commune;
  let editorAccount: Account;
  let editor: PageClient;
  let leader: Account;
  let leading: PageClient;
  let collective: Organisation;

  beforeAll(async () => {
    portal = await startTestPortal();
    commune = await portal.commune();
    editorAccount = await portal.account({ editorOf: commune.id, displayName: 'Erwan Éditeur' });
    editor = await portal.signIn(editorAccount);
    leader = await portal.account({ displayName: 'Gwenola Présidente' });
    leading = await portal.signIn(leader);
    collective = await anOrganisation(portal, [[leader, 'manager']], { name: 'Collectif Kemper Libre' });
  });
  afterAll(() => portal.stop());

  const own = (path = ''): string => `/organisations/${collective.id}/propositions${path}`;
  const read = async (path: string): Promise<string> => (await portal.visitor().get(path)).$('main').text();

  async function write(title: string, key = 'schools', body = 'Nous demandons **plus** de postes.'): Promise<string> {
    const { id: measureId } = await portal.database.getRepository(Measure).findOneByOrFail({ key });
    const form = await leading.get(own('/nouvelle'));
    const after = await leading.submit(form, 'form[action$="/propositions"]', { measureId, title, body });
    expect(after.path).toMatch(/^\/engagements\/cahier\/[0-9a-f-]{36}$/);
    return after.path.split('/').at(-1)!;
  }

  async function answer(id: string, values: Record<string, string>, by = editor): Promise<Page> {
    return by.submit(await by.get(`/editeur/cahier/${id}`), 'form[action$="/reponse"]', values);
  }

  it('goes from a collective’s proposal to an answer that residents read, with supporters and delay', async () => {
    const commitment = await aCommitment(portal, 'schools');
    expect((await portal.visitor().get(BOOK)).$('main').text()).toContain('Aucune proposition');
    const id = await write('Équiper aussi les maternelles');
    expect((await portal.mailsTo(editorAccount.email)).at(-1)!.subject).toContain('Équiper aussi les maternelles');
    for (const path of [BOOK, '/engagements/quimper/schools', `${BOOK}/${id}`]) {
      const text = await read(path);
      expect(text).toContain('Équiper aussi les maternelles');
      expect(text).toContain('Collectif Kemper Libre');
      expect(text).not.toContain('Gwenola');
    }
    expect(await read('/engagements/quimper')).toContain('1 proposition dans le cahier');
    expect((await editor.get('/editeur')).$('main').text()).toContain('1 proposition attend une réponse');

    const resident = await portal.signIn();
    const page = await resident.get(`${BOOK}/${id}`);
    await Promise.all([1, 2, 3].map(() => resident.submit(page, 'form[action$="/soutien"]')));
    expect(await read(`${BOOK}/${id}`)).toContain('1 soutien');
    const other = await portal.signIn();
    await other.submit(await other.get(`${BOOK}/${id}`), 'form[action$="/soutien"]');
    expect(await read(`${BOOK}/${id}`)).toContain('2 soutiens');
    await other.submit(await other.get(`${BOOK}/${id}`), 'form[action$="/retrait"]');
    expect(await read(`${BOOK}/${id}`)).toContain('1 soutien');

    portal.clock.advance(23 * DAY);
    expect((await portal.visitor().get(`${BOOK}?etat=waiting`)).$('main').text()).toContain(
      'attend une réponse depuis 23 jours',
    );
    const refused = await answer(id, { decision: 'study', body: ' ' });
    expect(refused.status).toBe(422);
    expect(refused.$('#field-body-error').text()).toContain('Écrivez la réponse');
    await answer(id, { decision: 'study', body: 'Le service compte les classes.' });
    portal.clock.advance(7 * DAY);
    await answer(id, { decision: 'accepted', body: 'Dès septembre.', link: `commitment:${commitment.id}` });
    const answered = (await portal.visitor().get(`${BOOK}/${id}`)).$('main');
    expect(answered.text()).toContain('réponse en 30 jours');
    expect(answered.text()).toContain('Le service compte les classes.');
    expect(answered.find('.answer a').attr('href')).toBe('/engagements/quimper/schools');
    const mails = (await portal.mailsTo(leader.email)).map(({ body }) => body);
    expect(mails.filter((body) => body.includes('Équiper aussi les maternelles'))).toHaveLength(2);
    expect(mails.at(-1)).toContain('Acceptée');
  });

  it('is filtered by measure, collective and answer, and read page after page', async () => {
    const asked = await write('Former les parents', 'training-first');
    const listed = async (query: string): Promise<string> =>
      (await portal.visitor().get(`${BOOK}?${query}`)).$('main .panel').text();
    expect(await listed('mesure=training-first')).toContain('Former les parents');
    expect(await listed('mesure=local-hosting')).toBe('');
    expect(await listed(`collectif=${collective.id}&etat=waiting`)).toContain('Former les parents');
    expect(await listed(`collectif=${portal.newId()}`)).toBe('');
    expect(await listed('etat=refused')).not.toContain('Former les parents');
    expect((await portal.visitor().get(`${BOOK}?mesure=${'x'.repeat(500)}&etat=%00`)).status).toBe(200);
    await answer(asked, { decision: 'refused', body: 'La commune n’en a pas la compétence.' });
    expect(await listed('etat=refused')).toContain('Former les parents');

    for (let count = 0; count < 2; count++) await write(`Demande ${count}`, 'training-first');
    const another = await anOrganisation(portal, [[leader, 'owner']]);
    const { id: measureId } = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'training-first' });
    await portal.database.query(
      `INSERT INTO collective_proposal (id, commune_id, measure_id, organisation_id, title, body, published_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'Ancienne demande ' || n, 'Depuis longtemps.', '2039-01-01' FROM generate_series(1, 20) AS n`,
      [commune.id, measureId, another.id],
    );
    const first = await portal.visitor().get(`${BOOK}?mesure=training-first`);
    expect(first.$('main .panel')).toHaveLength(20);
    const second = await portal.visitor().get(first.$('a[rel=next]').attr('href')!);
    const titles = [first, second].flatMap((page) =>
      page
        .$('main .panel h3')
        .toArray()
        .map((one) => page.$(one).text()),
    );
    expect(new Set(titles).size).toBe(23);
    await portal.database.query(`DELETE FROM collective_proposal WHERE organisation_id = $1`, [another.id]);
  });

  it('shows that one was taken down, when and why, and nothing of it, in no format', async () => {
    const id = await write('Calomnie contre un agent', 'local-hosting', 'Il vole la caisse.');
    const page = await editor.get(`/editeur/cahier/${id}`);
    expect((await editor.submit(page, 'form[action$="/masquage"]', { hideReason: '' })).status).toBe(422);
    await editor.submit(page, 'form[action$="/masquage"]', { hideReason: 'Accusation contraire à la loi.' });
    for (const path of [`${BOOK}/${id}`, BOOK]) {
      expect(await read(path)).toMatch(/Proposition retirée le .+ parce que : Accusation contraire à la loi\./);
    }
    for (const path of [`${BOOK}/${id}`, BOOK, `${BOOK}.csv`, `${BOOK}.json`, `${BOOK}.atom`]) {
      const { html } = await portal.visitor().get(path);
      expect(html).not.toContain('Calomnie');
      expect(html).not.toContain('vole la caisse');
      expect(html).toContain('Accusation contraire');
    }
    expect((await portal.mailsTo(leader.email)).at(-1)!.body).toContain('Accusation contraire à la loi.');
    const supporter = await portal.signIn();
    const token = new URLSearchParams({ _csrf: supporter.csrf(await supporter.get('/compte/questions')) });
    expect((await supporter.post(`${BOOK}/${id}/soutien`, token)).status).toBe(404);
  });

  it('goes when the collective takes it back at once, and leaves its title once others have a part in it', async () => {
    const alone = await write('Une erreur');
    await leading.submit(await leading.get(own()), `form[action$="/${alone}/retrait"]`);
    expect((await portal.visitor().get(`${BOOK}/${alone}`)).status).toBe(404);
    const shared = await write('Une demande partagée', 'schools', 'Le texte de la demande.');
    const resident = await portal.signIn();
    await resident.submit(await resident.get(`${BOOK}/${shared}`), 'form[action$="/soutien"]');
    await leading.submit(await leading.get(own()), `form[action$="/${shared}/retrait"]`);
    const text = await read(`${BOOK}/${shared}`);
    expect(text).toContain('Une demande partagée');
    expect(text).toContain('Retirée par le collectif');
    expect(text).not.toContain('Le texte de la demande.');
  });

  it('is written once when the form is sent twice', async () => {
    const { id: measureId } = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'schools' });
    const other = await portal.account();
    const organisation = await anOrganisation(portal, [[other, 'owner']]);
    const client = await portal.signIn(other);
    const form = await client.get(`/organisations/${organisation.id}/propositions/nouvelle`);
    const values = { measureId, title: 'Deux clics', body: 'Un seul texte.' };
    await Promise.all([1, 2, 3].map(() => client.submit(form, 'form[action$="/propositions"]', values)));
    const count = `SELECT count(*)::int AS n FROM collective_proposal WHERE title = 'Deux clics'`;
    expect(await portal.database.query(count)).toEqual([{ n: 1 }]);
    const missing = await client.submit(form, 'form[action$="/propositions"]', { title: '', body: 'Sans titre.' });
    expect(missing.status).toBe(422);
    expect(missing.$('textarea[name=body]').text()).toContain('Sans titre.');
  });

  it('is answered by one of two editors, of that commune alone, and with its own commitments', async () => {
    const id = await write('Des logiciels libres à la mairie', 'free-software-in-services');
    const colleague = await portal.signIn({ editorOf: commune.id });
    const [page, theirs] = [await editor.get(`/editeur/cahier/${id}`), await colleague.get(`/editeur/cahier/${id}`)];
    const outcomes = await Promise.all([
      editor.submit(page, 'form[action$="/reponse"]', { decision: 'accepted', body: 'Oui.' }),
      colleague.submit(theirs, 'form[action$="/reponse"]', { decision: 'refused', body: 'Non.' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 422]);
    const brest = await portal.commune('Brest', '29019');
    const foreign = await aCommitment(portal, 'schools', { communeId: brest.id });
    expect(
      (await answer(id, { decision: 'accepted', body: 'Ailleurs.', link: `commitment:${foreign.id}` })).status,
    ).toBe(422);
    const stranger = await portal.signIn({ editorOf: brest.id });
    expect((await stranger.get(`/editeur/cahier/${id}`)).status).toBe(404);
    expect((await stranger.get('/editeur/cahier')).html).not.toContain('Des logiciels libres à la mairie');
  });

  it('is read by an editor first where the commune wants it so, with the waiting time shown, and sent back only with a reason', async () => {
    const rules = async (values: Record<string, string | string[]>): Promise<Page> =>
      editor.submit(await editor.get('/editeur'), 'form[action$="/reglages"]', values);
    await portal.database.query('DELETE FROM rate_limit');
    expect((await leading.get(own('/nouvelle'))).$('main').text()).toContain('publique tout de suite');
    await rules({ readsProposals: 'on' });
    expect((await leading.get(own('/nouvelle'))).$('main').text()).toContain('Votre commune la relit');
    const { id: measureId } = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'schools' });
    const send = async (title: string): Promise<string> => {
      const form = await leading.get(own('/nouvelle'));
      const after = await leading.submit(form, 'form[action$="/propositions"]', { measureId, title, body: 'Du wifi.' });
      expect([after.path, after.$('main').text()]).toEqual([own(), expect.stringContaining('À relire') as string]);
      const rows = await portal.database.query<{ id: string }[]>(
        'SELECT id FROM collective_proposal WHERE title = $1',
        [title],
      );
      return rows[0]!.id;
    };
    const id = await send('Le wifi dans les écoles');
    expect((await portal.mailsTo(editorAccount.email)).at(-1)!.subject).toBe(
      'Proposition à relire : Le wifi dans les écoles',
    );
    portal.clock.advance(4 * DAY);
    const unread = ['', '.csv', '.json', '.atom', '?mesure=schools'].map((ending) => BOOK + ending);
    for (const path of [...unread, '/engagements/quimper/schools', '/engagements/quimper'])
      expect([path, (await portal.visitor().get(path)).html]).toEqual([path, expect.not.stringContaining('wifi')]);
    expect((await portal.visitor().get(`${BOOK}/${id}`)).status).toBe(404);
    const supporter = await portal.signIn();
    const token = new URLSearchParams({ _csrf: supporter.csrf(await supporter.get('/compte/questions')) });
    expect((await supporter.post(`${BOOK}/${id}/soutien`, token)).status).toBe(404);
    expect(await read(BOOK)).toMatch(/Quimper relit .+ : 1 attend\.\s+La plus ancienne attend depuis 4 jours\./);
    expect((await editor.get('/editeur')).$('main').text()).toContain('1 proposition du cahier à relire');

    const page = await editor.get(`/editeur/cahier/${id}`);
    const both = await Promise.all([1, 2].map(() => editor.submit(page, 'form[action$="/publication"]')));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(await read(`${BOOK}/${id}`)).toContain('attend une réponse depuis 4 jours');
    expect((await portal.mailsTo(leader.email)).at(-1)!.subject).toContain('Votre proposition est publique');
    await answer(id, { decision: 'study', body: 'Nous chiffrons.' });

    const rude = await send('Contre une personne');
    const theirs = await editor.get(`/editeur/cahier/${rude}`);
    expect((await editor.submit(theirs, 'form[action$="/renvoi"]', { sentBackReason: ' ' })).status).toBe(422);
    await editor.submit(theirs, 'form[action$="/renvoi"]', { sentBackReason: 'Elle vise une agente.' });
    expect((await leading.get(own())).$('main').text()).toContain('La commune l’a renvoyée : Elle vise une agente.');
    expect((await portal.mailsTo(leader.email)).at(-1)!.body).toContain('Elle vise une agente.');
    const after = await read(BOOK);
    for (const words of ['Contre une personne', 'Elle vise', 'Quimper relit']) expect(after).not.toContain(words);
    await rules({ readsProposals: [] });
    expect((await leading.get(own('/nouvelle'))).$('main').text()).toContain('publique tout de suite');
  });

  it('is written by those who lead the collective, not by its members', async () => {
    const member = await portal.account();
    const organisation = await anOrganisation(portal, [[member, 'member']]);
    const client = await portal.signIn(member);
    expect((await client.get(`/organisations/${organisation.id}/propositions`)).status).toBe(404);
    expect((await client.get(`/organisations/${organisation.id}/propositions/nouvelle`)).status).toBe(404);
    expect((await client.get(own('/nouvelle'))).status).toBe(404);
  });

  it('hides from spreadsheets what they would run', async () => {
    await write('=HYPERLINK("https://exemple.example")', 'schools', '+1');
    const csv = (await portal.visitor().get(`${BOOK}.csv`)).html;
    expect(csv).toContain(`'=HYPERLINK`);
    expect(csv).toContain(`'+1`);
    const { proposals } = JSON.parse((await portal.visitor().get(`${BOOK}.json`)).html) as {
      proposals: { title: string }[];
    };
    expect(proposals.map(({ title }) => title)).toContain('=HYPERLINK("https://exemple.example")');
  });
});
