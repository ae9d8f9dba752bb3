import { DAY, HOUR } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { aGathering } from '../../testing/gathering-scene.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { LiveFigures } from '../commitments/figures/live/live-figures.service.js';
import { Measure } from '../commitments/frameworks/measure.entity.js';
import { GatheringMeasure } from './gathering/gathering-measure.entity.js';
import { Gathering } from './gathering/gathering.entity.js';
import { GatheringSession } from './sessions/gathering-session.entity.js';

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

describe('gatherings as those who hold them keep them', () => {
  let portal: TestPortal;
  let editor: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    editor = await portal.signIn({ editorOf: (await portal.commune()).id });
  });
  beforeEach(() => portal.database.query('DELETE FROM rate_limit'));
  afterAll(() => portal.stop());

  const stored = (id: string): Promise<Gathering> => portal.database.getRepository(Gathering).findOneByOrFail({ id });
  const yesterday = (): Partial<Gathering> => ({
    startsAt: new Date(portal.clock.now().getTime() - DAY),
    endsAt: new Date(portal.clock.now().getTime() - DAY + 2 * HOUR),
  });

  it.each([
    ['cancelled', { state: 'cancelled' as const, cancelReason: 'Grippe.' }],
    ['held', { state: 'held' as const }],
  ])('say nothing else once they are %s, whatever is sent', async (_, values) => {
    const gathering = await aGathering(portal, { title: 'Ce qui fut annoncé' });
    const own = `/gestion/rendez-vous/${gathering.id}`;
    const form = await editor.get(`${own}/modifier`);
    const show = await editor.get(own);
    const session = await portal.database
      .getRepository(GatheringSession)
      .findOneByOrFail({ gatheringId: gathering.id });
    await portal.database.getRepository(Gathering).update({ id: gathering.id }, values);
    const before = await stored(gathering.id);
    const send = (path: string, fields: Record<string, string>): Promise<Page> =>
      editor.post(own + path, new URLSearchParams({ _csrf: editor.csrf(show), ...fields }));
    const times = { startsAt: '2041-05-05T14:00', endsAt: '2041-05-05T16:00' };
    const answers = [
      await editor.submit(form, `form[action$="${own}"]`, { title: 'Tout autre chose' }),
      await send('/publication', {}),
      await send('/seances', times),
      await send(`/seances/${session.id}`, times),
      ...(values.state === 'held' ? [await send('/annulation', { reason: 'Trop tard.' })] : []),
    ];
    for (const answer of answers) {
      expect([answer.path, answer.status]).toEqual([answer.path, 422]);
      expect(answer.$('.error-summary, [role=alert]').text()).not.toBe('');
    }
    expect(answers[0]!.$('main').text()).toContain('ce qu’il annonce ne change plus');
    expect(await stored(gathering.id)).toEqual(before);
    expect((await editor.get(own)).$('form[action$="/annulation"], a[href$="/modifier"]')).toHaveLength(0);
    // A page to change it that is opened late says so at once.
    expect((await editor.get(`${own}/modifier`)).$('form[novalidate]')).toHaveLength(0);
  });

  it('are held again from a form that says all but when; nobody copies what others keep', async () => {
    const measure = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'training-first' });
    const former = await aGathering(portal, {
      series: 'Les samedis libres',
      placeFeatures: ['step-free'],
      state: 'held',
    });
    await portal.database.getRepository(GatheringMeasure).insert({ gatheringId: former.id, measureId: measure.id });
    const page = await editor.get(`/gestion/rendez-vous/${former.id}`);
    const form = await editor.get(page.$('a[href*="copie="]').attr('href')!);
    expect(form.$('#field-startsAt').attr('value') ?? '').toBe('');
    const made = await editor.submit(form, 'form[action$="/gestion/rendez-vous"]', {
      startsAt: '2041-06-01T10:00',
      endsAt: '2041-06-01T12:00',
    });
    const copy = await stored(made.path.split('/').at(-1)!);
    const { title, words, series, placeName, placeFeatures, roomPlaces, freeSoftware } = former;
    expect(copy).toMatchObject({
      ...{ title, words, series, placeName, placeFeatures, roomPlaces, freeSoftware, state: 'draft' },
      startsAt: new Date('2041-06-01T08:00:00Z'),
    });
    expect(copy.slug).not.toBe(former.slug);
    expect(await portal.database.getRepository(GatheringMeasure).countBy({ gatheringId: copy.id })).toBe(1);
    const stranger = await portal.signIn({ editorOf: (await portal.commune('Ergué-Gabéric', '29051')).id });
    expect((await stranger.get(`/gestion/rendez-vous/nouveau?copie=${former.id}`)).status).toBe(404);
    expect((await editor.get('/gestion/rendez-vous/nouveau?copie=nothing')).status).toBe(200);
  });

  it('come back each week, each a gathering of its own in one series, made once however often it is asked', async () => {
    const measure = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'training-first' });
    // Across the change of the clocks on 25 March 2040.
    const times = { startsAt: new Date('2040-03-17T13:00:00Z'), endsAt: new Date('2040-03-17T15:00:00Z') };
    const first = await aGathering(portal, { title: 'Café libre', minutes: 'On a ri.', ...times });
    await portal.database.getRepository(GatheringMeasure).insert({ gatheringId: first.id, measureId: measure.id });
    const own = `/gestion/rendez-vous/${first.id}`;
    const form = await editor.get(`${own}/repetitions`);
    const ask = (values: Record<string, string>): Promise<Page> =>
      editor.clone().submit(form, 'form[action$="/repetitions"]', values);
    expect((await ask({ turns: '40' })).$('#field-turns-error').text()).not.toBe('');
    await Promise.all([ask({ turns: '2', publish: 'on' }), ask({ turns: '2', publish: 'on' })]);
    await ask({ turns: '3' });
    const series = await portal.database
      .getRepository(Gathering)
      .find({ where: { series: 'Café libre' }, order: { startsAt: 'ASC' }, relations: { sessions: true } });
    expect(series.map(({ startsAt, state }) => [startsAt.toISOString(), state])).toEqual([
      ['2040-03-17T13:00:00.000Z', 'published'],
      ['2040-03-24T13:00:00.000Z', 'published'],
      ['2040-03-31T12:00:00.000Z', 'published'],
      ['2040-04-07T12:00:00.000Z', 'draft'],
    ]);
    const [, second] = series;
    expect(second).toMatchObject({ minutes: '', placeName: 'Médiathèque', roomPlaces: 12 });
    expect(second!.sessions!.map(({ startsAt }) => startsAt)).toEqual([second!.startsAt]);
    expect(await portal.database.getRepository(GatheringMeasure).countBy({ gatheringId: second!.id })).toBe(1);
    const page = await portal.visitor().get(`/rendez-vous/${first.slug}`);
    expect(page.$(`a[href="/rendez-vous/${second!.slug}"]`)).toHaveLength(1);
    const stranger = await portal.signIn({ editorOf: (await portal.commune('Ergué-Gabéric', '29051')).id });
    expect((await stranger.get(`${own}/repetitions`)).status).toBe(404);
  });

  it('are found by commune where the portal serves several, in the list and in the calendar', async () => {
    const other = await portal.commune('Brest', '29019');
    const [here, there] = [await aGathering(portal), await aGathering(portal, { communeId: other.id })];
    const list = await portal.visitor().get(`/rendez-vous?commune=${other.slug}`);
    expect(list.html).toContain(there.title);
    expect(list.html).not.toContain(here.title);
    const calendar = list.$('a[href*=".ics"]').attr('href')!;
    const entries = (await portal.visitor().get(calendar)).html.replace(/\r\n[ \t]/g, '');
    expect(entries).toContain(`/rendez-vous/${there.slug}`);
    expect(entries).not.toContain(here.slug);
    expect((await portal.visitor().get('/rendez-vous')).html).toContain(here.title);
  });

  it('meet on ten evenings that are typed once, with one mail', async () => {
    const gathering = await aGathering(portal);
    const account = await portal.account();
    const client = await portal.signIn(account);
    const form = await client.get(`/rendez-vous/${gathering.slug}/inscription`);
    await client.submit(form, 'form[action$="/inscription"]', { way: 'room' });
    const before = (await portal.mailsTo(account.email)).length;
    const own = `/gestion/rendez-vous/${gathering.id}`;
    const page = await editor.get(`${own}/seances/nouvelle`);
    const add = (weeks: string): Promise<Page> =>
      editor.submit(page, 'form[action$="/seances"]', {
        ...{ startsAt: '2041-10-01T18:00', endsAt: '2041-10-01T20:00', weeks },
      });
    expect((await add('beaucoup')).$('#field-weeks-error').text()).not.toBe('');
    await add('9');
    await add('9');
    const sessions = await portal.database
      .getRepository(GatheringSession)
      .find({ where: { gatheringId: gathering.id }, order: { startsAt: 'ASC' } });
    expect(sessions).toHaveLength(11);
    expect(sessions.at(-1)!.startsAt.toISOString()).toBe('2041-12-03T17:00:00.000Z');
    expect(await portal.mailsTo(account.email)).toHaveLength(before + 1);
  });

  it('tell everybody with a place or waiting that the whole is called off, and why, once', async () => {
    const gathering = await aGathering(portal, { roomPlaces: 1 });
    const emails: string[] = [];
    for (let number = 0; number < 2; number++) {
      const account = await portal.account();
      const client = await portal.signIn(account);
      const form = await client.get(`/rendez-vous/${gathering.slug}/inscription`);
      await client.submit(form, 'form[action$="/inscription"]', { way: 'room' });
      emails.push(account.email);
    }
    const visitor = portal.visitor();
    const form = await visitor.get(`/rendez-vous/${gathering.slug}/inscription`);
    const unconfirmed = 'pas-confirme@example.org';
    await visitor.submit(form, 'form[action$="/inscription"]', { way: 'room', name: 'Soizic', email: unconfirmed });
    const page = await editor.get(`/gestion/rendez-vous/${gathering.id}`);
    const cancel = (): Promise<Page> =>
      editor.clone().submit(page, 'form[action$="/annulation"]', { reason: 'La salle est inondée.' });
    await Promise.all([cancel(), cancel()]);
    for (const email of emails) {
      const told = (await portal.mailsTo(email)).filter(({ body }) => body.includes('La salle est inondée.'));
      expect(told).toHaveLength(1);
      expect(told[0]!.subject).toContain(gathering.title);
    }
    // Whoever did not say that the address is theirs is written to no more.
    expect((await portal.mailsTo(unconfirmed)).filter(({ body }) => body.includes('inondée'))).toEqual([]);
    expect((await portal.visitor().get(`/rendez-vous/${gathering.slug}`)).html).toContain('La salle est inondée.');
  });

  it('take documents that are what they say, and give them back as nothing that runs', async () => {
    const gathering = await aGathering(portal, { state: 'draft', publishedAt: null });
    const path = `/gestion/rendez-vous/${gathering.id}/documents`;
    const send = async (name: string, type: string, content: Buffer): Promise<Page> =>
      editor.submit(await editor.get(path), 'form[action$="/documents"]', {
        title: 'Support <b>gras</b>',
        file: new File([new Uint8Array(content)], name, { type }),
      });
    const html = Buffer.from('<script>alert(1)</script>');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    for (const [name, type, content] of [
      ['page.html', 'text/html', html],
      ['dessin.svg', 'image/svg+xml', svg],
      ['faux.pdf', 'application/pdf', html],
      ['faux.png', 'image/png', svg],
      ['outil.exe', 'application/pdf', Buffer.from('MZ\x90\x00')],
      ['vide.pdf', 'application/pdf', Buffer.alloc(0)],
    ] as const) {
      const refused = await send(name, type, content);
      expect([name, refused.status]).toEqual([name, 422]);
      expect(refused.$('#field-title').attr('value')).toBe('Support <b>gras</b>');
    }
    expect(
      (await send('gros.pdf', 'application/pdf', Buffer.concat([PDF, Buffer.alloc(11 * 1024 * 1024)]))).status,
    ).toBe(413);
    const kept = await send('../../etc/"pass\r\nwd".pdf', 'text/html', PDF);
    expect(kept.html).toContain('Support &lt;b&gt;gras&lt;/b&gt;');
    const href = kept.$('a[href*="/rendez-vous/documents/"]').attr('href')!;
    expect((await fetch(portal.origin + href)).status).toBe(404);
    await editor.submit(await editor.get(`/gestion/rendez-vous/${gathering.id}`), 'form[action$="/publication"]');
    const given = await fetch(portal.origin + href);
    expect(Buffer.from(await given.arrayBuffer()).equals(PDF)).toBe(true);
    expect(given.headers.get('content-type')).toBe('application/pdf');
    expect(given.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[\w.%-]+$/);
    expect(given.headers.get('content-disposition')).not.toContain('%2F');
    expect(given.headers.get('content-security-policy')).toContain('sandbox');
    expect(given.headers.get('x-content-type-options')).toBe('nosniff');
    const listed = await editor.get(path);
    await editor.submit(listed, 'form[action$="/suppression"]');
    expect((await fetch(portal.origin + href)).status).toBe(404);
  });

  describe('held by a structure for a commune', () => {
    const trained = async (): Promise<number | null> => {
      const { id: communeId, inseeCode } = await portal.commune();
      const at = portal.clock.now();
      return portal.app
        .get(LiveFigures)
        .find('people-trained')!
        .count(portal.database.manager, { communeId, inseeCode, at });
    };

    it('stand beside its commitment and count only once an editor of the commune agreed', async () => {
      const commune = await portal.commune();
      const structure = await portal.structure();
      const measure = await portal.database.getRepository(Measure).findOneByOrFail({ key: 'training-first' });
      await portal.database.query(
        `INSERT INTO commitment (id, commune_id, measure_id, level, words, accountable_name, status, status_since, published_at,
           created_at, updated_at) VALUES ($1, $2, $3, 1, 'X', 'X', 'started', $4, $4, $4, $4)`,
        [portal.newId(), commune.id, measure.id, portal.clock.now()],
      );
      const theirs = await aGathering(portal, { ...yesterday(), state: 'held', structureId: structure.id });
      const own = await aGathering(portal, { title: 'À la mairie' });
      const draft = await aGathering(portal, { title: 'Pas encore dit', state: 'draft', publishedAt: null });
      for (const { id } of [theirs, own, draft])
        await portal.database.getRepository(GatheringMeasure).insert({ gatheringId: id, measureId: measure.id });
      await portal.database
        .getRepository(GatheringSession)
        .update({ gatheringId: theirs.id }, { roomPresent: 9, onlinePresent: 2 });
      const listed = async (): Promise<string> =>
        (await portal.visitor().get('/engagements/quimper/training-first'))
          .$('section[aria-labelledby=meetings]')
          .text()
          .replace(/\s+/g, ' ');
      expect(await listed()).toContain('À venir À la mairie');
      expect(await listed()).not.toContain(theirs.title);
      expect(await listed()).not.toContain('Pas encore dit');
      expect(await trained()).toBe(null);

      const give = 'form[action$="/editeur/formations/accord"]';
      const desk = await editor.get('/gestion/rendez-vous');
      expect(desk.$('section[aria-labelledby=agreements]').text()).toContain('Non comptées');
      await Promise.all([editor.clone().submit(desk, give), editor.clone().submit(desk, give)]);
      expect(await trained()).toBe(11);
      expect(await listed()).toMatch(new RegExp(`Passé ${theirs.title}.*Linux Quimper · 11 personnes, 2 h`));
      const [{ count }] = await portal.database.query<[{ count: string }]>(
        `SELECT count(*) FROM audit_entry WHERE action = 'training-agreement.given'`,
      );
      expect(count).toBe('1');

      await editor.submit(await editor.get('/gestion/rendez-vous'), 'form[action$="/editeur/formations/retrait"]');
      expect(await trained()).toBe(null);
      expect(await listed()).not.toContain(theirs.title);
    });

    it('are agreed to by nobody else: not the structure, not another commune', async () => {
      const structure = await portal.structure();
      const fields = { communeId: (await portal.commune()).id, structureId: structure.id };
      const post = async (who: PageClient): Promise<number> => {
        const _csrf = who.csrf(await who.get('/gestion/rendez-vous'));
        return (await who.post('/editeur/formations/accord', new URLSearchParams({ ...fields, _csrf }))).status;
      };
      expect(await post(await portal.signIn({ operatorOf: structure.id }))).toBe(403);
      const other = await portal.commune('Ergué-Gabéric', '29051');
      expect(await post(await portal.signIn({ editorOf: other.id }))).toBe(404);
      expect(await trained()).toBe(null);
    });
  });
});
