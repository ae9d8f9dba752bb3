import type { Page, PageClient } from '@ronron/testing';
import { DAY } from '@ronron/kernel';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import type { Account } from '../accounts/account.entity.js';
import type { Commune } from '../territories/commune.entity.js';

const PDF = new Blob(['%PDF-1.7\nwhat was voted'], { type: 'application/pdf' });
const HOSTILE = `"><script>alert(1)</script>{{constructor}} <img src=x onerror=alert(1)> [a](javascript:alert(1))`;

describe('keeping commitments', () => {
  let portal: TestPortal;
  let commune: Commune;
  let account: Account;
  let editor: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    commune = await portal.commune();
    account = await portal.account({ editorOf: commune.id, displayName: 'Erwan Éditeur' });
    editor = await portal.signIn(account);
  });
  afterAll(() => portal.stop());

  const publicPage = (key: string): Promise<Page> => portal.visitor().get(`/engagements/quimper/${key}`);

  async function commit(key: string, values: Record<string, string> = {}, by = editor): Promise<string> {
    const [{ id }] = await portal.database.query<[{ id: string }]>('SELECT id FROM measure WHERE key = $1', [key]);
    const page = await by.get('/editeur/engagements/nouveau?commune=quimper');
    const after = await by.submit(page, 'form[action$="/editeur/engagements"]', {
      measureId: id,
      level: '2',
      words: 'Nous le ferons avant la fin du mandat.',
      accountableName: 'Adjointe au numérique',
      ...values,
    });
    expect(after.status).toBe(200);
    return after.path.split('/').at(-1)!;
  }

  async function publish(commitmentId: string): Promise<void> {
    const page = await editor.get(`/editeur/engagements/${commitmentId}`);
    await editor.submit(page, 'form[action$="/publication"]');
  }

  async function draft(commitmentId: string, title: string, by = editor, body = 'C’est fait.'): Promise<Page> {
    const form = await by.get(`/editeur/engagements/${commitmentId}/nouvelles/nouvelle`);
    return by.submit(form, 'form[action$="/nouvelles"]', { title, body, happenedOn: '2040-03-01' });
  }

  it('goes from the promise to a proven update that everybody reads at once', async () => {
    const id = await commit('training-first', { deadline: '2041-06-30', voteReference: '2040-02-017' });
    expect((await publicPage('training-first')).status).toBe(404);
    await publish(id);
    expect((await publicPage('training-first')).$('body').text()).toContain('Aucune nouvelle publiée');

    let action = await editor.get(`/editeur/engagements/${id}/actions/nouvelle`);
    await editor.submit(action, 'form[action$="/actions"]', { title: 'Former trente agents', dueOn: '2040-12-31' });
    action = await editor.get(`/editeur/engagements/${id}/actions/nouvelle`);
    await editor.submit(action, 'form[action$="/actions"]', { title: 'Ouvrir un atelier' });
    const workbench = await editor.get(`/editeur/engagements/${id}`);
    await editor.submit(workbench, 'form[action$="/fin"]');

    let update = await draft(id, 'Trente agents formés');
    update = await editor.submit(update, 'form[action$="/pieces"]', {
      caption: 'Feuille d’émargement',
      kind: 'document',
      datedOn: '2040-03-01',
      file: new File([PDF], 'émargement.pdf'),
    });
    const preview = await editor.get(`${update.path}/apercu`);
    expect(preview.$('h1').text()).toContain('Former en priorité');
    expect(preview.$('article.news').text()).toContain('Feuille d’émargement');
    expect((await publicPage('training-first')).$('body').text()).not.toContain('Trente agents formés');

    await editor.submit(update, 'form[action$="/publication"]');
    const page = await publicPage('training-first');
    const text = page.$('main').text();
    expect(text).toContain('Trente agents formés');
    expect(text).toContain('1 sur 2');
    expect(text).toContain('2040-02-017');
    const proof = await portal.visitor().get(page.$('.evidence a').attr('href')!);
    expect(proof.status).toBe(200);
    expect(proof.headers.get('content-disposition')).toContain('attachment');
    expect(proof.headers.get('content-security-policy')).toContain('sandbox');
    expect(proof.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await portal.visitor().get('/engagements')).$('main').text()).toContain('Trente agents formés');
  });

  it('serves a prepared page until something changes, then the new one', async () => {
    const id = await commit('schools');
    await publish(id);
    const first = await publicPage('schools');
    const again = await portal
      .visitor()
      .get('/engagements/quimper/schools', { 'if-none-match': first.headers.get('etag')! });
    expect(again.status).toBe(304);
    const update = await draft(id, 'Première école équipée');
    await editor.submit(update, 'form[action$="/publication"]');
    const after = await publicPage('schools');
    expect(after.html).toContain('Première école équipée');
    expect(after.html).toContain('Sans preuve');

    // What has not happened yet is written in advance, and told on the day.
    const form = await editor.get(`/editeur/engagements/${id}/nouvelles/nouvelle`);
    const early = { title: 'Inauguration', body: 'Le maire a coupé le ruban.', happenedOn: '2040-12-01' };
    const coming = await editor.submit(form, 'form[action$="/nouvelles"]', early);
    const refused = await editor.submit(coming, 'form[action$="/publication"]');
    expect(refused.status).toBe(422);
    expect(refused.$('main').text()).toContain('est à venir');
    const photo = await editor.submit(coming, 'form[action$="/pieces"]', {
      ...{ caption: 'Le ruban', kind: 'photograph', datedOn: '2040-12-01', url: 'https://photos.example/' },
    });
    expect(photo.$('#field-datedOn-error').text()).toContain('à venir');
    expect((await publicPage('schools')).html).not.toContain('Inauguration');
  });

  it('keeps what a correction replaced, with its reason', async () => {
    const id = await commit('public-digital-spaces');
    await publish(id);
    let update = await draft(id, 'Douze postes installés');
    update = await editor.submit(update, 'form[action$="/publication"]');
    const form = await editor.get(`${update.path}/correction`);
    const unchanged = await editor.submit(form, 'form[action$="/correction"]', { reason: 'Rien' });
    expect(unchanged.status).toBe(422);
    const noReason = await editor.submit(form, 'form[action$="/correction"]', { title: 'Dix postes installés' });
    expect(noReason.status).toBe(422);
    expect(noReason.$('input[name=title]').attr('value')).toBe('Dix postes installés');
    await editor.submit(form, 'form[action$="/correction"]', {
      title: 'Dix postes installés',
      reason: 'Deux postes attendent une pièce.',
    });
    const text = (await publicPage('public-digital-spaces')).$('article.news').text();
    expect(text).toContain('Dix postes installés');
    expect(text).toContain('Douze postes installés');
    expect(text).toContain('Deux postes attendent une pièce.');
  });

  it('wants a reason for being late and for moving a deadline, and shows both to everybody', async () => {
    const id = await commit('free-operating-systems', { deadline: '2040-12-31' });
    await publish(id);
    const status = await editor.get(`/editeur/engagements/${id}/statut`);
    const refused = await editor.submit(status, 'form[action$="/statut"]', { status: 'late', reason: '' });
    expect(refused.status).toBe(422);
    expect(refused.$('#field-reason-error').text()).toContain('Expliquez pourquoi');
    await editor.submit(status, 'form[action$="/statut"]', { status: 'late', reason: 'Le marché a été relancé.' });
    const deadline = await editor.get(`/editeur/engagements/${id}/echeance`);
    const unexplained = await editor.submit(deadline, 'form[action$="/echeance"]', { deadline: '2041-12-31' });
    expect(unexplained.status).toBe(422);
    await editor.submit(deadline, 'form[action$="/echeance"]', {
      deadline: '2041-12-31',
      reason: 'Six mois pour le marché.',
    });
    const text = (await publicPage('free-operating-systems')).$('main').text();
    expect(text).toContain('Le marché a été relancé.');
    expect(text).toContain('Échéance repoussée du 31 décembre 2040 au 31 décembre 2041');
    expect(text).toContain('Six mois pour le marché.');
    expect((await portal.visitor().get('/engagements/quimper')).$('main').text()).toContain('Un engagement en retard');
    const history = await editor.get(`/editeur/engagements/${id}/historique`);
    expect(history.$('main').text()).toContain('Statut changé');
    expect(history.$('main').text()).toContain('par Erwan Éditeur');
    const audited = await portal.database.query<{ action: string }[]>(
      'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY id',
      [id],
    );
    expect(audited.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['commitment.created', 'commitment.published', 'status.changed', 'deadline.changed']),
    );
  });

  it('tells the second of two editors who change the same at once, and keeps what they typed', async () => {
    const id = await commit('free-software-in-services');
    const second = await portal.signIn({ editorOf: commune.id });
    const mine = await editor.get(`/editeur/engagements/${id}/modifier`);
    const theirs = await second.get(`/editeur/engagements/${id}/modifier`);
    await editor.submit(mine, 'form[action*="/editeur/engagements/"]', { words: 'Les mots du premier.' });
    const told = await second.submit(theirs, 'form[action*="/editeur/engagements/"]', { words: 'Les mots du second.' });
    expect(told.status).toBe(422);
    expect(told.$('main').text()).toContain('Quelqu’un d’autre a changé cette page entre-temps');
    expect(told.$('textarea[name=words]').text()).toBe('Les mots du second.');
    const [{ words }] = await portal.database.query<[{ words: string }]>('SELECT words FROM commitment WHERE id = $1', [
      id,
    ]);
    expect(words).toBe('Les mots du premier.');
    const twice = await editor.get('/editeur/engagements/nouveau?commune=quimper');
    expect(twice.html).not.toContain('Utiliser des logiciels libres dans les services municipaux');
  });

  describe('with the agreement of the accountable person', () => {
    let accountable: Account;
    let id: string;
    const subjects = async (): Promise<string[]> =>
      (await portal.mailsTo('adjointe@example.org')).map(({ subject }) => subject);

    beforeAll(async () => {
      accountable = await portal.account({
        editorOf: commune.id,
        displayName: 'Adjointe Démo',
        email: 'adjointe@example.org',
      });
      id = await commit('local-hosting', { accountableAccountId: accountable.id });
      await publish(id);
      await editor.submit(await editor.get('/editeur'), 'form[action$="/reglages"]', { needsAgreement: 'on' });
    });
    afterAll(async () => {
      const desk = await editor.get('/editeur');
      await editor.post('/editeur/reglages', new URLSearchParams({ _csrf: editor.csrf(desk), communeId: commune.id }));
      // Who had a say and has none any more heard of it.
      expect(await subjects()).toContain('Les nouvelles se publient désormais sans accord');
    });

    it('publishes nothing before they agree, and brings back what they send back', async () => {
      let update = await draft(id, 'La structure est soutenue');
      update = await editor.submit(update, 'form[action$="/publication"]');
      expect((await publicPage('local-hosting')).html).not.toContain('La structure est soutenue');
      const [mail] = await portal.mailsTo('adjointe@example.org');
      expect(mail!.subject).toContain('La structure est soutenue');
      expect(mail!.body).toContain(update.path);

      expect(update.$('form[action$="/accord"]').length).toBe(0);
      const forced = await editor.post(
        `${update.path}/accord`,
        new URLSearchParams({ _csrf: editor.csrf(update), decision: 'agree', version: '2' }),
      );
      expect(forced.status).toBe(404);

      const boss = await portal.signIn(accountable);
      expect((await boss.get('/editeur')).$('main').text()).toContain('Attend votre accord');
      const asked = await boss.get(update.path);
      const silent = await boss.submit(asked, 'form[action$="/accord"]', { reason: '' }, 'button[value=send-back]');
      expect(silent.status).toBe(422);
      await boss.submit(asked, 'form[action$="/accord"]', { reason: 'Citez le montant.' }, 'button[value=send-back]');
      expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('Citez le montant.');

      const again = await editor.get(update.path);
      expect(again.$('main').text()).toContain('Citez le montant.');
      const saved = await editor.submit(again, `form[action$="${update.path}"]`, {
        body: 'Soutenue par 12 000 euros.',
      });
      await editor.submit(saved, 'form[action$="/publication"]');
      await boss.submit(await boss.get(update.path), 'form[action$="/accord"]', {}, 'button[value=agree]');
      const text = (await publicPage('local-hosting')).$('article.news').text();
      expect(text).toContain('Soutenue par 12 000 euros.');
      expect(text).toContain('avec l’accord de Adjointe Démo');
    });

    it('holds back what the commitment itself says, until they agree or send it back', async () => {
      const boss = await portal.signIn(accountable);
      const before = (await publicPage('local-hosting')).$('main').text();
      const forms: readonly [string, Record<string, string>][] = [
        ['statut', { status: 'abandoned', reason: 'Plus de budget.' }],
        ['echeance', { deadline: '2042-01-31' }],
        ['modifier', { level: '1', words: 'Nous essaierons.' }],
      ];
      for (const [path, values] of forms) {
        const form = await editor.get(`/editeur/engagements/${id}/${path}`);
        const after = await editor.submit(form, 'main form', values);
        expect(after.$('main').text()).toContain('Rien ne change pour le public');
      }
      expect((await publicPage('local-hosting')).$('main').text()).toBe(before);
      expect((await boss.get('/editeur')).$('main').text()).toContain('Changer l’échéance');
      const workbench = await boss.get(`/editeur/engagements/${id}`);
      const asked = workbench
        .$('main .notice a[href^="/editeur/accords/"]')
        .map((_, link) => workbench.$(link).attr('href')!)
        .get();
      expect(asked).toHaveLength(3);

      const theirs = await editor.get(asked[0]!);
      expect(theirs.$('form[action^="/editeur/accords/"]')).toHaveLength(0);
      const own = new URLSearchParams({ _csrf: editor.csrf(theirs), decision: 'agree', version: '2' });
      expect((await editor.post(asked[0]!, own)).status).toBe(404);

      const status = await boss.get(asked[0]!);
      expect(status.$('main').text()).toContain('Plus de budget.');
      const deadline = await boss.get(asked[1]!);
      await boss.submit(status, 'main form', { reason: 'Parlons-en d’abord.' }, 'button[value=send-back]');
      expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('Parlons-en d’abord.');
      await boss.submit(deadline, 'main form', {}, 'button[value=agree]');
      // What they had read changed in the meantime: they look again first.
      const words = await boss.get(asked[2]!);
      await portal.database.query('UPDATE commitment SET version = version + 1 WHERE id = $1', [id]);
      expect((await boss.submit(words, 'main form', {}, 'button[value=agree]')).status).toBe(422);
      await boss.submit(await boss.get(asked[2]!), 'main form', {}, 'button[value=agree]');

      const text = (await publicPage('local-hosting')).$('main').text();
      expect(text).toContain('31 janvier 2042');
      expect(text).toContain('Nous essaierons.');
      expect(text).not.toContain('Plus de budget.');
      for (const path of asked) expect((await boss.get(path)).status).toBe(404);
    });

    it('asks nothing of the accountable person themselves', async () => {
      const boss = await portal.signIn(accountable);
      const form = await boss.get(`/editeur/engagements/${id}/statut`);
      await boss.submit(form, 'form[action$="/statut"]', { status: 'under-way' });
      expect((await publicPage('local-hosting')).$('main').text()).toContain('En cours');
    });

    it('tells them when another editor takes their place', async () => {
      const form = await editor.get(`/editeur/engagements/${id}/modifier`);
      await editor.submit(form, `form[action$="/editeur/engagements/${id}"]`, { accountableAccountId: account.id });
      expect(await subjects()).toContain('Vous ne répondez plus d’un engagement');
      const back = await editor.get(`/editeur/engagements/${id}/modifier`);
      await editor.submit(back, `form[action$="/editeur/engagements/${id}"]`, { accountableAccountId: accountable.id });
    });
  });

  describe('for an editor of another commune', () => {
    it('does not exist: pages and actions answer as for what is not there', async () => {
      const elsewhere = await portal.commune('Brest', '29019');
      const stranger = await portal.signIn({ editorOf: elsewhere.id });
      const [{ commitment_id: commitmentId, id: updateId }] = await portal.database.query<
        [{ commitment_id: string; id: string }]
      >('SELECT id, commitment_id FROM commitment_update LIMIT 1');
      const [{ id: actionId }] = await portal.database.query<[{ id: string }]>(
        'SELECT id FROM commitment_action LIMIT 1',
      );
      const [{ id: evidenceId }] = await portal.database.query<[{ id: string }]>('SELECT id FROM evidence LIMIT 1');
      const desk = await stranger.get('/editeur');
      const token = stranger.csrf(desk);
      const unknown = portal.newId();
      const paths = [
        ...['', '/modifier', '/statut', '/echeance', '/historique', '/actions/nouvelle', '/nouvelles/nouvelle'].map(
          (end) => `/editeur/engagements/${commitmentId}${end}`,
        ),
        ...['/indicateurs/nouveau', '/depenses/nouvelle'].map((end) => `/editeur/engagements/${commitmentId}${end}`),
        `/editeur/nouvelles/${updateId}`,
        `/editeur/nouvelles/${updateId}/apercu`,
        `/editeur/nouvelles/${updateId}/correction`,
        `/editeur/actions/${actionId}`,
        `/editeur/engagements/${unknown}`,
        '/editeur/nouvelles/not-an-id',
      ];
      const posts = [
        ...['', '/publication', '/statut', '/echeance', '/actions', '/nouvelles', '/indicateurs', '/depenses'].map(
          (end) => `/editeur/engagements/${commitmentId}${end}`,
        ),
        ...['', '/publication', '/accord', '/correction', '/pieces', '/suppression'].map(
          (end) => `/editeur/nouvelles/${updateId}${end}`,
        ),
        ...['', '/fin', '/position', '/suppression'].map((end) => `/editeur/actions/${actionId}${end}`),
        `/editeur/pieces/${evidenceId}/suppression`,
      ];
      const valid = {
        _csrf: token,
        version: '1',
        title: 'x',
        body: 'x',
        happenedOn: '2040-01-01',
        reason: 'x',
        state: 'done',
        status: 'achieved',
        deadline: '2040-01-01',
        level: '1',
        words: 'x',
        accountableName: 'x',
        kind: 'document',
        caption: 'x',
        datedOn: '2040-01-01',
        url: 'https://example.org/',
        decision: 'agree',
        direction: 'up',
        name: 'x',
        unit: 'x',
        source: 'x',
        year: '2040',
        nature: 'training',
        budget: 'running',
        amount: '1',
        communeId: commune.id,
        measureId: unknown,
      };
      const before = await portal.database.query('SELECT id, version FROM commitment ORDER BY id');
      const answers = [
        ...(await Promise.all(paths.map(async (path) => `${(await stranger.get(path)).status} GET ${path}`))),
        ...(await Promise.all(
          [...posts, '/editeur/engagements', '/editeur/reglages'].map(
            async (path) => `${(await stranger.post(path, new URLSearchParams(valid))).status} POST ${path}`,
          ),
        )),
      ];
      expect(answers.filter((answer) => !answer.startsWith('404'))).toEqual([]);
      expect(await portal.database.query('SELECT id, version FROM commitment ORDER BY id')).toEqual(before);
    });
  });

  describe('with evidence', () => {
    let page: Page;
    let id: string;

    beforeAll(async () => {
      [{ id }] = await portal.database.query<[{ id: string }]>(
        `SELECT commitment.id FROM commitment JOIN measure ON measure.id = measure_id WHERE measure.key = 'schools'`,
      );
      page = await draft(id, 'Une nouvelle à prouver');
    });

    const send = (file: File | null, values: Record<string, string> = {}): Promise<Page> =>
      editor.submit(page, 'form[action$="/pieces"]', {
        caption: 'Preuve',
        kind: 'document',
        datedOn: '2040-03-01',
        ...values,
        ...(file === null ? {} : { file }),
      });

    it('may not be sent by people who have no page with a file: uploads wait in memory', async () => {
      const resident = await portal.signIn();
      const fields = new FormData();
      fields.set('_csrf', resident.csrf(await resident.get('/compte')));
      fields.set('file', new File([PDF], 'a.pdf'));
      expect((await resident.post('/compte', fields)).status).toBe(403);
      for (let size = 0; size < 2; size++) fields.append('more', new File(['x'.repeat(8 * 1024 * 1024)], 'big.pdf'));
      expect((await editor.post('/editeur/reglages', fields)).status).toBe(413);
    });

    it('refuses what its content is not: a web page or a drawing with scripts, whatever the name says', async () => {
      for (const [content, name] of [
        ['<html><script>alert(1)</script></html>', 'proof.pdf'],
        ['<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'proof.png'],
        ['MZ\u0090', 'proof.jpg'],
      ]) {
        const answer = await send(new File([content!], name!, { type: 'application/pdf' }));
        expect(answer.status).toBe(422);
        expect(answer.$('#field-file-error').text()).toContain('ni un PDF');
        expect(answer.$('input[name=caption]').attr('value')).toBe('Preuve');
      }
    });

    it('refuses a file above ten megabytes', async () => {
      const big = new File([`%PDF-1.7${'x'.repeat(10 * 1024 * 1024)}`], 'big.pdf');
      expect((await send(big)).status).toBe(413);
    });

    it('refuses both a link and a file, neither, and a link that would run code', async () => {
      expect((await send(null)).status).toBe(422);
      expect((await send(new File([PDF], 'a.pdf'), { url: 'https://example.org' })).status).toBe(422);
      expect((await send(null, { url: 'javascript:alert(1)' })).status).toBe(422);
    });

    it('shows nobody but the editors a file that is not published', async () => {
      const after = await send(new File([PDF], 'secret.pdf'));
      const href = after.$('.evidence a').attr('href')!;
      expect((await editor.get(href)).status).toBe(200);
      expect((await portal.visitor().get(href.replace('/editeur', '/engagements'))).status).toBe(404);
      expect((await portal.visitor().get(href)).path).toContain('/connexion');
    });
  });

  it('shows hostile text as text', async () => {
    const [{ id }] = await portal.database.query<[{ id: string }]>(
      `SELECT commitment.id FROM commitment JOIN measure ON measure.id = measure_id WHERE measure.key = 'schools'`,
    );
    let update = await draft(id, HOSTILE, editor, HOSTILE);
    update = await editor.submit(update, 'form[action$="/pieces"]', {
      caption: HOSTILE,
      kind: 'press',
      datedOn: '2040-03-01',
      url: 'https://example.org/?a="><script>',
    });
    await editor.submit(update, 'form[action$="/publication"]');
    for (const page of [
      await publicPage('schools'),
      await editor.get(update.path),
      await portal.visitor().get('/engagements'),
    ]) {
      expect(page.status).toBe(200);
      expect(page.$('script:not([src]):not([type="application/ld+json"]), img[src=x], [onerror]').length).toBe(0);
      expect(page.$('a[href^="javascript"]').length).toBe(0);
      expect(page.$('main').text()).toContain('<script>alert(1)</script>');
    }
  });

  it('gives errors beside the fields and keeps what was typed', async () => {
    const form = await editor.get('/editeur/engagements/nouveau?commune=quimper');
    expect(form.$('h1').length).toBe(1);
    const [{ id }] = await portal.database.query<[{ id: string }]>(
      `SELECT commitment.id FROM commitment JOIN measure ON measure.id = measure_id WHERE measure.key = 'schools'`,
    );
    const spending = await editor.get(`/editeur/engagements/${id}/depenses/nouvelle`);
    const refused = await editor.submit(spending, 'form[action$="/depenses"]', {
      year: '20',
      amount: 'beaucoup',
      note: 'Le stage',
    });
    expect(refused.status).toBe(422);
    expect(refused.$('#field-year-error, #field-amount-error, #field-nature-error').length).toBe(3);
    expect(refused.$('textarea[name=note]').text()).toBe('Le stage');
  });

  it('draws figures with a table, and splits spending between what stays and what is rented', async () => {
    const [{ id }] = await portal.database.query<[{ id: string }]>(
      `SELECT commitment.id FROM commitment JOIN measure ON measure.id = measure_id WHERE measure.key = 'schools'`,
    );
    const form = await editor.get(`/editeur/engagements/${id}/indicateurs/nouveau`);
    let indicator = await editor.submit(form, 'form[action$="/indicateurs"]', {
      name: 'Écoles équipées',
      unit: 'écoles',
      target: '12',
      source: 'Service éducation',
    });
    for (const [day, value] of [
      ['2039-09-01', '2'],
      ['2040-02-01', '4,5'],
    ]) {
      indicator = await editor.submit(indicator, 'form[action$="/valeurs"]', { day: day!, value: value! });
      expect(indicator.status).toBe(200);
    }
    const twice = await editor.submit(indicator, 'form[action$="/valeurs"]', { day: '2040-02-01', value: '9' });
    expect(twice.status).toBe(422);
    for (const [nature, amount] of [
      ['training', '1 500,50'],
      ['licences-kept', '499,50'],
    ]) {
      const line = await editor.get(`/editeur/engagements/${id}/depenses/nouvelle`);
      await editor.submit(line, 'form[action$="/depenses"]', {
        year: '2040',
        nature: nature!,
        budget: 'running',
        amount: amount!,
      });
    }
    const page = await publicPage('schools');
    expect(page.$('svg.chart title').text()).toContain('4,5 à la dernière date');
    expect(page.$('table caption').text()).toContain('Écoles équipées');
    expect(page.$('.share-legend').text().replace(/\s/g, ' ')).toContain('1 500,50 € (75 %)');
    expect(page.$('[style]').length).toBe(0);
    const overview = await portal.visitor().get('/engagements/quimper');
    expect(overview.$('#points').parent().text().replace(/\s/g, ' ')).toContain('Formation : 1 500,50 €');
  });

  it('says by itself that nothing moved for months, and that a deadline passed', async () => {
    const replica = await publicPage('training-first');
    expect(replica.html).not.toContain('Pas de nouvelles depuis');
    portal.clock.advance(1000 * DAY);
    await portal.runTask('commitments-new-day');
    // The database tells the portal in its own time.
    let later = await publicPage('training-first');
    while (!later.html.includes('Pas de nouvelles depuis')) later = await publicPage('training-first');
    expect(later.html).toContain('Pas de nouvelles depuis 32 mois');
    expect(later.$('main').text()).toContain('L’échéance du 30 juin 2041 est passée');
    const overview = await portal.visitor().get('/engagements');
    expect(overview.$('main').text()).toContain('Pas de nouvelles depuis');
    portal.clock.advance(-1000 * DAY);
  });

  it('shows milestones, who shares a spending and what was published, and no saving without its calculation', async () => {
    const brest = await portal.commune('Brest', '29019');
    const there = await portal.signIn({ editorOf: brest.id });
    const page = (): Promise<Page> => portal.visitor().get('/engagements/brest/free-operating-systems');
    const id = await commit('free-operating-systems', { voteResult: '32 pour, 4 abstentions' }, there);
    await there.submit(await there.get(`/editeur/engagements/${id}`), 'form[action$="/publication"]');
    const form = await there.get(`/editeur/engagements/${id}/actions/nouvelle`);
    const workbench = await there.submit(form, 'form[action$="/actions"]', { title: 'Migrer la médiathèque' });
    let action = await there.get(workbench.$('a[href*="/editeur/actions/"]').first().attr('href')!);
    action = await there.submit(action, 'form[action$="/etapes"]', { title: 'Un poste pilote', dueOn: '2040-01-01' });
    expect((await page()).$('#actions + *').parent().text()).toContain('en retard');
    action = await there.submit(action, 'form[action$="/atteinte"]');
    expect(action.$('main').text()).toContain('atteinte le 6 mars 2040');

    const spend = await there.get(`/editeur/engagements/${id}/depenses/nouvelle`);
    const values = {
      nature: 'development',
      amount: '12 000,50',
      actionId: action.path.split('/').at(-1)!,
      partners: 'Quimper : 25 % ; Douarnenez',
      publishedUrl: 'https://code.example/quimper/migration',
      saving: '4 000',
    };
    const refused = await there.submit(spend, 'main form', values);
    expect(refused.status).toBe(422);
    expect(refused.$('#field-savingMethod-error').length).toBe(1);
    expect(refused.$('input[name=partners]').attr('value')).toBe('Quimper : 25 % ; Douarnenez');
    await there.submit(refused, 'main form', { savingMethod: 'Cent licences à 40 euros par an, arrêtées.' });
    const text = (await page()).$('main').text();
    for (const said of [
      '32 pour, 4 abstentions',
      'Quimper : 25 %',
      'Douarnenez',
      'Publié en retour',
      'Cent licences',
    ]) {
      expect(text).toContain(said);
    }
    const others = await there.submit(spend, 'main form', {
      ...values,
      partners: 'Quimper : 80 % ; Douarnenez : 30 %',
    });
    expect(others.$('#field-partners-error').length).toBe(1);
  });
});
