import { DAY } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import type { Account } from '../../accounts/account.entity.js';
import type { Commune } from '../../territories/commune.entity.js';

const PATH = '/engagements/quimper/schools';

describe('residents’ questions', () => {
  let portal: TestPortal;
  let commune: Commune;
  let account: Account;
  let editor: PageClient;
  let commitmentId: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    commune = await portal.commune();
    account = await portal.account({ editorOf: commune.id, displayName: 'Erwan Éditeur' });
    editor = await portal.signIn(account);
    commitmentId = await commit('schools', { accountableName: 'Maïwenn Adjointe' });
  });
  afterAll(() => portal.stop());

  const publicText = async (path = PATH): Promise<string> => (await portal.visitor().get(path)).$('main').text();

  async function commit(key: string, values: Record<string, string>): Promise<string> {
    const [{ id }] = await portal.database.query<[{ id: string }]>('SELECT id FROM measure WHERE key = $1', [key]);
    const page = await editor.get('/editeur/engagements/nouveau?commune=quimper');
    const after = await editor.submit(page, 'form[action$="/editeur/engagements"]', {
      measureId: id,
      level: '2',
      words: 'Toutes les écoles auront des postes libres.',
      ...values,
    });
    await editor.submit(after, 'form[action$="/publication"]');
    return after.path.split('/').at(-1)!;
  }

  async function ask(by: PageClient, body: string, shownAs = 'first-name'): Promise<string> {
    const form = await by.get(`${PATH}/questions/nouvelle`);
    const after = await by.submit(form, 'form[action$="/questions"]', { body, shownAs });
    expect(after.path).toBe('/compte/questions');
    const [row] = await portal.database.query<{ id: string }[]>(
      'SELECT id FROM resident_question WHERE body = $1 ORDER BY asked_at DESC LIMIT 1',
      [body],
    );
    return row!.id;
  }

  /** Sends one of the forms of the editors' page. */
  async function decide(id: string, form: string, values: Record<string, string> = {}, by = editor): Promise<Page> {
    return by.submit(await by.get(`/editeur/questions/${id}`), `form[action$="/${form}"]`, values);
  }

  async function published(by: PageClient, body: string, shownAs?: string): Promise<string> {
    const id = await ask(by, body, shownAs);
    await decide(id, 'publication');
    return id;
  }

  const subjects = async (email: string): Promise<string[]> =>
    (await portal.mailsTo(email)).map(({ subject }) => subject);

  it('goes from the resident to a public answer with its delay, and tells each who asks once', async () => {
    const asker = await portal.account({ displayName: 'Nolwenn Le Gall' });
    const joiner = await portal.account();
    const [first, second] = [await portal.signIn(asker), await portal.signIn(joiner)];
    const id = await ask(first, 'Quand l’école de Kervao sera-t-elle équipée ?');
    expect(await subjects(account.email)).toContain('Une question attend d’être relue');
    expect(await publicText()).not.toContain('Kervao');
    expect((await portal.visitor().get(`${PATH}/questions/${id}`)).status).toBe(404);
    expect((await editor.get('/editeur')).$('main').text()).toContain('1 question à relire');

    await decide(id, 'publication');
    const text = await publicText();
    expect(text).toContain('Kervao');
    expect(text).toContain('Posée par Nolwenn le');
    expect(text).not.toContain('Le Gall');
    expect(text).toContain('Posée aujourd’hui, attend une réponse');
    expect(await subjects(asker.email)).toContain('Votre question est publiée');

    await second.submit(await second.get(PATH), `form[action$="/${id}/soutien"]`);
    portal.clock.advance(12 * DAY);
    expect((await portal.visitor().get(`${PATH}/questions`)).html).toContain('2 personnes se posent');
    const refused = await decide(id, 'reponse', { body: '' });
    expect(refused.status).toBe(422);
    await decide(id, 'reponse', { body: 'En **mars**, avec la cantine.' });
    await portal.runJobs();
    await portal.runJobs();
    const answered = await publicText(`${PATH}/questions/${id}`);
    expect(answered).toContain('Répondue en 12 jours');
    expect(answered).toContain('Réponse au nom de Maïwenn Adjointe, écrite par Erwan Éditeur');
    for (const { email } of [asker, joiner]) {
      const told = (await subjects(email)).filter(
        (subject) => subject === 'Une réponse à la question que vous vous posez',
      );
      expect(told).toHaveLength(1);
    }

    const unchanged = await decide(id, 'correction', { reason: 'Pour voir' });
    expect(unchanged.status).toBe(422);
    await decide(id, 'correction', { body: 'En avril, avec la cantine.', reason: 'Les postes arrivent plus tard.' });
    await portal.runJobs();
    const corrected = (await portal.visitor().get(`${PATH}/questions/${id}`)).$('main');
    expect(corrected.text()).toContain('En avril');
    expect(corrected.find('details').text()).toContain('En mars');
    expect(corrected.text()).toContain('Les postes arrivent plus tard.');
    expect(corrected.text()).toContain('Répondue en 12 jours');
    expect((await subjects(asker.email)).filter((subject) => subject.startsWith('Une réponse'))).toHaveLength(1);

    const feed = (await portal.visitor().get(`${PATH}.atom`)).html;
    expect(feed).toContain('une réponse à « Quand l’école de Kervao');
    const data = JSON.parse((await portal.visitor().get(`/api/v1/engagements/${commitmentId}`)).html) as {
      questions: { id: string; daysUntilAnswer: number; answers: { answer: string }[] }[];
    };
    const told = data.questions.find((one) => one.id === id)!;
    expect(told.daysUntilAnswer).toBe(12);
    expect(told.answers.map(({ answer }) => answer)).toEqual([
      'En avril, avec la cantine.',
      'En **mars**, avec la cantine.',
    ]);
    expect(JSON.stringify(data)).not.toContain(asker.id);
  });

  it('sends back with a reason that only the asker reads, and never shows it', async () => {
    const asker = await portal.account();
    const client = await portal.signIn(asker);
    const id = await ask(client, 'Pourquoi Monsieur Untel est-il si paresseux ?', 'woman');
    expect((await decide(id, 'renvoi', { reason: ' ' })).status).toBe(422);
    await decide(id, 'renvoi', { reason: 'Posez-la sans viser une personne.' });
    expect((await portal.mailsTo(asker.email)).at(-1)!.body).toContain('sans viser une personne');
    expect((await client.get('/compte/questions')).$('main').text()).toContain('sans viser une personne');
    expect((await portal.visitor().get(`${PATH}/questions/${id}`)).status).toBe(404);
    expect((await portal.visitor().get(`${PATH}/questions`)).html).not.toContain('paresseux');
  });

  it('joins one question to another that asks the same, with all who ask it', async () => {
    const [one, two, three] = [await portal.account(), await portal.account(), await portal.account()];
    const [a, b, c] = [await portal.signIn(one), await portal.signIn(two), await portal.signIn(three)];
    const kept = await published(a, 'Qui formera les enseignants ?', 'man');
    await c.submit(await c.get(`${PATH}/questions/${kept}`), 'form[action$="/soutien"]');
    const same = await published(b, 'Les enseignants seront-ils formés ?');
    await c.submit(await c.get(`${PATH}/questions/${same}`), 'form[action$="/soutien"]');
    expect((await decide(same, 'fusion', { into: '' })).status).toBe(422);
    await decide(same, 'fusion', { into: kept });
    expect(await publicText(`${PATH}/questions/${kept}`)).toContain('3 personnes se posent');
    expect(await publicText(`${PATH}/questions/${kept}`)).toContain('Posée par un habitant (Quimper)');
    expect((await portal.visitor().get(`${PATH}/questions/${same}`)).path).toBe(`${PATH}/questions/${kept}`);
    expect(await subjects(two.email)).toContain('Votre question en rejoint une autre');
    await decide(kept, 'reponse', { body: 'Un formateur de l’association.' });
    await portal.runJobs();
    for (const { email } of [one, two, three]) {
      expect((await subjects(email)).filter((subject) => subject.startsWith('Une réponse'))).toHaveLength(1);
    }
  });

  it('counts somebody once however often they click, and lets them leave', async () => {
    const id = await published(await portal.signIn(), 'Qui paie le matériel ?');
    const client = await portal.signIn();
    const page = await client.get(`${PATH}/questions/${id}`);
    await Promise.all([1, 2, 3].map(() => client.submit(page, 'form[action$="/soutien"]')));
    expect(await publicText(`${PATH}/questions/${id}`)).toContain('2 personnes se posent');
    await client.submit(await client.get(`${PATH}/questions/${id}`), 'form[action$="/soutien/retrait"]');
    expect(await publicText(`${PATH}/questions/${id}`)).toContain('1 personne se pose');
    const invited = await client.get(`/engagements/questions/${id}/soutien`);
    expect(invited.path).toBe(`${PATH}/questions/${id}`);
  });

  it('lets one of two moderators act, and tells the other', async () => {
    const asker = await portal.account();
    const id = await ask(await portal.signIn(asker), 'Les parents seront-ils informés ?');
    const other = await portal.signIn({ editorOf: commune.id });
    const [page, theirs] = [await editor.get(`/editeur/questions/${id}`), await other.get(`/editeur/questions/${id}`)];
    const outcomes = await Promise.all([
      editor.submit(page, 'form[action$="/publication"]'),
      other.submit(theirs, 'form[action$="/renvoi"]', { reason: 'Elle est déjà posée.' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 422]);
    const mails = (await subjects(asker.email)).filter((subject) => subject.startsWith('Votre question'));
    expect(mails).toHaveLength(1);
  });

  it('asks once when the same words are sent twice, and not too often', async () => {
    const client = await portal.signIn();
    const form = await client.get(`${PATH}/questions/nouvelle`);
    const values = { body: 'Et les tablettes ?', shownAs: 'woman' };
    await Promise.all([1, 2, 3].map(() => client.submit(form, 'form[action$="/questions"]', values)));
    const count = `SELECT count(*)::int AS n FROM resident_question WHERE body = 'Et les tablettes ?'`;
    expect(await portal.database.query(count)).toEqual([{ n: 1 }]);
    let last: Page | undefined;
    for (let times = 0; times < 8; times++) {
      last = await client.submit(form, 'form[action$="/questions"]', { body: `Question ${times}`, shownAs: 'woman' });
    }
    expect(last!.status).toBe(429);
  });

  it('shows why a question was taken down, and nothing of it', async () => {
    const asker = await portal.account({ displayName: 'Tangi Calomnie' });
    const id = await published(await portal.signIn(asker), 'Est-il vrai que X vole la caisse ?');
    const refused = await decide(id, 'masquage', { hideReason: '' });
    expect(refused.$('#field-hideReason-error').text()).toContain('Dites pourquoi');
    await decide(id, 'masquage', { hideReason: 'Accusation contraire à la loi.' });
    const page = await portal.visitor().get(`${PATH}/questions/${id}`);
    expect(page.$('main').text()).toContain('Accusation contraire à la loi.');
    expect(page.html).not.toContain('vole la caisse');
    expect(page.html).not.toContain('Tangi');
    const data = (await portal.visitor().get(`/api/v1/engagements/${commitmentId}`)).html;
    expect(data).not.toContain('vole la caisse');
    expect(data).not.toContain('Tangi');
  });

  it('lets the asker take it back: gone when nobody else has it, without their name when others do', async () => {
    const client = await portal.signIn({ displayName: 'Bleuenn Quéré' });
    const alone = await published(client, 'Combien de postes ?');
    const shared = await published(client, 'Combien d’écoles ?');
    const other = await portal.signIn();
    await other.submit(await other.get(`${PATH}/questions/${shared}`), 'form[action$="/soutien"]');
    const notTheirs = new URLSearchParams({ _csrf: other.csrf(await other.get('/compte/questions')) });
    expect((await other.post(`/compte/questions/${alone}/retrait`, notTheirs)).status).toBe(404);
    await client.submit(await client.get('/compte/questions'), `form[action$="/${alone}/retrait"]`);
    expect((await portal.visitor().get(`${PATH}/questions/${alone}`)).status).toBe(404);
    await client.submit(await client.get('/compte/questions'), `form[action$="/${shared}/retrait"]`);
    const text = await publicText(`${PATH}/questions/${shared}`);
    expect(text).toContain('Posée par une personne');
    expect(text).not.toContain('Bleuenn');
    expect(text).toContain('1 personne se pose');
  });

  it('waits for the accountable person where the commune wants their agreement, who answers as themselves', async () => {
    const mayor = await portal.account({ editorOf: commune.id, displayName: 'Soazig Élue' });
    const page = await editor.get(`/editeur/engagements/${commitmentId}/modifier`);
    await editor.submit(page, `form[action$="/engagements/${commitmentId}"]`, { accountableAccountId: mayor.id });
    await portal.database.query('INSERT INTO commitment_rules (commune_id, needs_agreement) VALUES ($1, true)', [
      commune.id,
    ]);
    const id = await published(await portal.signIn(), 'Quel budget pour les écoles ?');
    expect(await subjects(mayor.email)).toContain('Une question vous est posée');
    await decide(id, 'reponse', { body: '120 000 € sur trois ans.' });
    expect(await publicText(`${PATH}/questions/${id}`)).not.toContain('120 000');
    expect(await subjects(mayor.email)).toContain('Une réponse attend votre accord');
    const elected = await portal.signIn(mayor);
    const proposed = await elected.get(`/editeur/questions/${id}`);
    expect(proposed.$('textarea[name=body]').text()).toContain('120 000 € sur trois ans.');
    expect(proposed.$('main').text()).toContain('proposée par Erwan Éditeur');
    await elected.submit(proposed, 'form[action$="/reponse"]');
    const text = await publicText(`${PATH}/questions/${id}`);
    expect(text).toContain('Réponse de Maïwenn Adjointe');
    expect(text).not.toContain('Soazig');
    expect(text).not.toContain('Erwan');
    await portal.database.query('DELETE FROM commitment_rules');
  });

  it('is nobody’s business in another commune', async () => {
    const id = await published(await portal.signIn(), 'Et les collèges ?');
    const stranger = await portal.signIn({ editorOf: (await portal.commune('Brest', '29019')).id });
    expect((await stranger.get(`/editeur/questions/${id}`)).status).toBe(404);
    expect((await stranger.get('/editeur/questions?etat=to-answer')).html).not.toContain('collèges');
    const page = await editor.get(`/editeur/questions/${id}`);
    const body = { body: 'Non.', version: page.$('input[name=version]').first().attr('value')! };
    const posted = await stranger.post(
      `/editeur/questions/${id}/reponse`,
      new URLSearchParams({ ...body, _csrf: stranger.csrf(await stranger.get('/editeur')) }),
    );
    expect(posted.status).toBe(404);
  });

  it('asks nothing of a commitment that is not public', async () => {
    const client = await portal.signIn();
    expect((await client.get('/engagements/quimper/training-first/questions/nouvelle')).status).toBe(404);
  });
});
