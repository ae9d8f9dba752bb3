import type { Page, PageClient } from '@ronron/testing';
import { DAY, HOUR, MINUTE } from '@ronron/kernel';
import { aGathering, statuses } from '../../testing/gathering-scene.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import type { Account } from '../accounts/account.entity.js';
import { Gathering } from './gathering/gathering.entity.js';
import { GatheringRegistration } from './registrations/gathering-registration.entity.js';

const REGISTER = 'form[action$="/inscription"]';

describe('gatherings', () => {
  let portal: TestPortal;
  let editor: Account;
  let editorClient: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    editor = await portal.account({ editorOf: (await portal.commune()).id, displayName: 'Erwan' });
    editorClient = await portal.signIn(editor);
  });
  beforeEach(() => portal.database.query('DELETE FROM rate_limit'));
  afterAll(() => portal.stop());

  async function ask(gathering: Gathering, email: string, way = 'room'): Promise<Page> {
    const visitor = portal.visitor();
    const page = await visitor.get(`/rendez-vous/${gathering.slug}/inscription`);
    return visitor.submit(page, REGISTER, { way, name: 'Nolwenn', email });
  }

  /** The path of the link in the last mail to an address. */
  async function linkTo(email: string): Promise<string> {
    const mail = (await portal.mailsTo(email)).at(-1)!;
    return /http:\/\/localhost:8080(\/rendez-vous\/inscriptions\/[\w-]+)/.exec(mail.body)![1]!;
  }

  async function confirmed(gathering: Gathering, email: string, way = 'room'): Promise<string> {
    await ask(gathering, email, way);
    const path = await linkTo(email);
    const client = portal.visitor();
    await client.submit(await client.get(path), 'form[action$="/confirmation"]');
    return path;
  }

  const draft = (values: Record<string, string> = {}): Record<string, string> => ({
    kind: 'install-party',
    title: 'Le jour du pingouin',
    words: 'Venez avec votre ordinateur. **Sauvegardez avant.**',
    freeSoftware: 'Linux Mint, Firefox',
    startsAt: '2040-05-05T14:00',
    endsAt: '2040-05-05T18:00',
    roomPlaces: '20',
    placeName: 'Salle des fêtes',
    ...values,
  });

  it('are made by an editor, seen by nobody before they are published, and by everybody after', async () => {
    const form = await editorClient.get('/gestion/rendez-vous/nouveau');
    const made = await editorClient.submit(form, 'form[action$="/gestion/rendez-vous"]', draft());
    expect(made.$('h1').text()).toBe('Le jour du pingouin');
    const { slug } = await portal.database.getRepository(Gathering).findOneByOrFail({ title: 'Le jour du pingouin' });
    expect((await portal.visitor().get(`/rendez-vous/${slug}`)).status).toBe(404);
    expect((await portal.visitor().get('/rendez-vous')).html).not.toContain('Le jour du pingouin');
    await editorClient.submit(made, 'form[action$="/publication"]');
    const seen = await portal.visitor().get(`/rendez-vous/${slug}`);
    expect(seen.html).toContain('<strong>Sauvegardez avant.</strong>');
    expect(seen.html).toContain('Linux Mint, Firefox');
    expect(seen.$('main').text()).toContain('14:00, jusqu’à 18:00');
    expect(seen.html).toContain('20 places libres');
    expect((await portal.visitor().get('/rendez-vous')).html).toContain('Le jour du pingouin');
    expect((await portal.visitor().get('/rendez-vous?genre=training')).html).not.toContain('Le jour du pingouin');
    expect((await portal.visitor().get('/rendez-vous?maniere=room')).html).toContain('Le jour du pingouin');
    expect((await portal.visitor().get('/rendez-vous?maniere=online')).html).not.toContain('Le jour du pingouin');
  });

  it.each([
    ['no way to come', { roomPlaces: '' }, 'roomPlaces'],
    ['no place', { placeName: '' }, 'placeName'],
    ['no video service', { onlinePlaces: '5' }, 'roomServiceId'],
    ['no free software', { freeSoftware: ' ' }, 'freeSoftware'],
    ['an end before its start', { endsAt: '2040-05-05T13:00' }, 'endsAt'],
    ['a day that does not exist', { startsAt: '2040-02-31T13:00' }, 'startsAt'],
    ['a million places', { roomPlaces: '1000000' }, 'roomPlaces'],
  ])('with %s are refused beside the field, with what was typed', async (_, values, field) => {
    const form = await editorClient.get('/gestion/rendez-vous/nouveau');
    const page = await editorClient.submit(form, 'form[action$="/gestion/rendez-vous"]', draft(values));
    expect(page.status).toBe(422);
    expect(page.$(`#field-${field}-error`).text()).not.toBe('');
    expect(page.$('#field-title').attr('value')).toBe('Le jour du pingouin');
  });

  it('are nobody else’s to change: not another commune’s editor, not an operator', async () => {
    const gathering = await aGathering(portal);
    const other = await portal.commune('Ergué-Gabéric', '29051');
    const strangers = [
      await portal.signIn({ editorOf: other.id }),
      await portal.signIn({ operatorOf: (await portal.structure()).id }),
    ];
    for (const client of strangers) {
      const token = client.csrf(await client.get('/gestion/rendez-vous'));
      const body = (): URLSearchParams => new URLSearchParams({ _csrf: token, reason: 'Non' });
      for (const path of ['', '/modifier', '/inscrits', '/seances/nouvelle'])
        expect((await client.get(`/gestion/rendez-vous/${gathering.id}${path}`)).status).toBe(404);
      for (const path of ['/publication', '/annulation'])
        expect((await client.post(`/gestion/rendez-vous/${gathering.id}${path}`, body())).status).toBe(404);
    }
    expect((await portal.database.getRepository(Gathering).findOneByOrFail({ id: gathering.id })).state).toBe(
      'published',
    );
  });

  it('take a visitor in by a mailed link, and hold no place before it is opened', async () => {
    const gathering = await aGathering(portal, { roomPlaces: 1 });
    const sent = await ask(gathering, 'Anne@Example.org');
    expect(sent.path).toBe(`/rendez-vous/${gathering.slug}/inscription/envoyee`);
    expect(await statuses(portal, gathering.id)).toEqual(['unconfirmed']);
    const path = await linkTo('anne@example.org');
    const visitor = portal.visitor();
    const page = await visitor.get(path);
    expect(await statuses(portal, gathering.id)).toEqual(['unconfirmed']);
    const done = await visitor.submit(page, 'form[action$="/confirmation"]');
    expect(done.html).toContain('Vous êtes inscrit');
    expect(await statuses(portal, gathering.id)).toEqual(['registered']);
    const mail = (await portal.mailsTo('anne@example.org')).at(-1)!;
    expect(mail.subject).toContain('Vous êtes inscrit');
    expect(mail.body).toContain('Médiathèque');
  });

  it('tell nobody who is registered: a second time looks as the first, and the mail says so', async () => {
    const gathering = await aGathering(portal);
    await confirmed(gathering, 'deux@example.org');
    const [first, again] = [await ask(gathering, 'autre@example.org'), await ask(gathering, 'deux@example.org')];
    expect(again.path).toBe(first.path);
    expect(again.$('main').text()).toBe(first.$('main').text());
    expect((await portal.mailsTo('deux@example.org')).at(-1)!.subject).toContain('déjà inscrit');
    expect(await statuses(portal, gathering.id)).toEqual(['registered', 'unconfirmed']);
  });

  it('register an account at once, and only once', async () => {
    const gathering = await aGathering(portal);
    const account = await portal.account({ displayName: 'Soizic' });
    const client = await portal.signIn(account);
    const form = await client.get(`/rendez-vous/${gathering.slug}/inscription`);
    expect(form.$('input[name=email]')).toHaveLength(0);
    await Promise.all([1, 2, 3].map(() => client.clone().submit(form, REGISTER, { way: 'room' })));
    expect(await statuses(portal, gathering.id)).toEqual(['registered']);
    expect((await client.get('/compte/rendez-vous')).html).toContain(gathering.title);
    const list = await editorClient.get(`/gestion/rendez-vous/${gathering.id}/inscrits`);
    expect(list.html).toContain('Soizic');
  });

  it('never give a place twice, whoever comes and goes at once; who waited longest moves up and hears of it', async () => {
    const gathering = await aGathering(portal, { roomPlaces: 3 });
    const emails = Array.from({ length: 8 }, (_, at) => `foule${at}@example.org`);
    const paths = new Map<string, string>();
    for (const email of emails) {
      await ask(gathering, email);
      paths.set(email, await linkTo(email));
      portal.clock.advance(MINUTE);
    }
    const press = async (email: string, verb: string): Promise<void> => {
      const client = portal.visitor();
      await client.submit(await client.get(paths.get(email)!), `form[action$="/${verb}"]`);
    };
    await Promise.all(emails.map((email) => press(email, 'confirmation')));
    const count = async (status: string): Promise<number> =>
      portal.database.getRepository(GatheringRegistration).countBy({ gatheringId: gathering.id, status } as never);
    expect([await count('registered'), await count('waiting')]).toEqual([3, 5]);
    const inside = await portal.database
      .getRepository(GatheringRegistration)
      .findBy({ gatheringId: gathering.id, status: 'registered' });
    const next = await portal.database.getRepository(GatheringRegistration).find({
      where: { gatheringId: gathering.id, status: 'waiting' },
      order: { since: 'ASC', id: 'ASC' },
    });
    await Promise.all(inside.slice(0, 2).map(({ email }) => press(email!, 'annulation')));
    expect([await count('registered'), await count('waiting')]).toEqual([3, 3]);
    const moved = await portal.database
      .getRepository(GatheringRegistration)
      .findBy(next.slice(0, 2).map(({ id }) => ({ id })));
    expect(moved.map(({ status }) => status)).toEqual(['registered', 'registered']);
    expect((await portal.mailsTo(next[0]!.email!)).at(-1)!.subject).toContain('Une place pour vous');
  });

  it('give more places to those who wait, way by way', async () => {
    const gathering = await aGathering(portal, { roomPlaces: 1 });
    await confirmed(gathering, 'large1@example.org');
    await confirmed(gathering, 'large2@example.org');
    expect(await statuses(portal, gathering.id)).toEqual(['registered', 'waiting']);
    const form = await editorClient.get(`/gestion/rendez-vous/${gathering.id}/modifier`);
    const action = `form[action$="/gestion/rendez-vous/${gathering.id}"]`;
    await editorClient.submit(form, action, { roomPlaces: '2' });
    expect(await statuses(portal, gathering.id)).toEqual(['registered', 'registered']);
    const stale = await editorClient.submit(form, action, { roomPlaces: '5' });
    expect(stale.html).toContain('entre-temps');
    const lost = await editorClient.submit(
      await editorClient.get(`/gestion/rendez-vous/${gathering.id}/modifier`),
      action,
      {
        roomPlaces: '',
        onlinePlaces: '',
      },
    );
    expect(lost.status).toBe(422);
  });

  it('take nobody in who comes too late, or after they were cancelled', async () => {
    const gathering = await aGathering(portal, { roomPlaces: 1 });
    await ask(gathering, 'tard@example.org');
    const path = await linkTo('tard@example.org');
    const client = portal.visitor();
    const page = await client.get(path);
    const show = await editorClient.get(`/gestion/rendez-vous/${gathering.id}`);
    await editorClient.submit(show, 'form[action$="/annulation"]', { reason: 'La salle est inondée.' });
    const late = await client.submit(page, 'form[action$="/confirmation"]');
    expect(late.html).toContain('closes');
    expect(await statuses(portal, gathering.id)).toEqual(['unconfirmed']);
    expect((await ask(gathering, 'tard2@example.org').catch(() => null))?.status).not.toBe(200);
    expect((await portal.visitor().get(`/rendez-vous/${gathering.slug}`)).html).toContain('La salle est inondée.');
  });

  it('tell the registered when the place changes and when a session moves or is cancelled, with what is left', async () => {
    const gathering = await aGathering(portal);
    await confirmed(gathering, 'fidele@example.org');
    await editorClient.submit(
      await editorClient.get(`/gestion/rendez-vous/${gathering.id}/modifier`),
      `form[action$="/gestion/rendez-vous/${gathering.id}"]`,
      { placeName: 'Salle des fêtes' },
    );
    expect((await portal.mailsTo('fidele@example.org')).at(-1)!.body).toContain('Salle des fêtes');
    await editorClient.submit(
      await editorClient.get(`/gestion/rendez-vous/${gathering.id}/seances/nouvelle`),
      'form[action$="/seances"]',
      { startsAt: '2040-06-01T18:00', endsAt: '2040-06-01T20:00' },
    );
    expect((await portal.mailsTo('fidele@example.org')).at(-1)!.body).toContain('1er juin 2040 à 18:00');
    const show = await editorClient.get(`/gestion/rendez-vous/${gathering.id}`);
    const href = show.$('a[href*="/seances/"]').first().attr('href')!;
    const moved = await editorClient.submit(await editorClient.get(href), `form[action$="${href}"]`, {
      startsAt: '2040-04-02T10:00',
      endsAt: '2040-04-02T12:00',
    });
    expect(moved.status).toBe(200);
    expect((await portal.mailsTo('fidele@example.org')).at(-1)!.body).toContain('2 avril 2040 à 10:00');
    await editorClient.submit(await editorClient.get(href), 'form[action$="/annulation"]');
    const last = (await portal.mailsTo('fidele@example.org')).at(-1)!;
    expect(last.subject).toContain('Une séance est annulée');
    expect(last.body).not.toContain('2 avril 2040');
    expect(last.body).toContain('1er juin 2040 à 18:00');
  });

  it('are taken into calendars: one address for all, stable names, a number that grows, what is cancelled stays', async () => {
    const gathering = await aGathering(portal, { title: 'Atelier; "virgule", \\ et accents' });
    const calendar = async (path: string): Promise<string> => {
      const page = await portal.visitor().get(path);
      expect(page.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      return page.html.replace(/\r\n[ \t]/g, '');
    };
    const before = await calendar(`/rendez-vous/${gathering.slug}.ics`);
    const line = (text: string, name: string): string => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(text)![1]!;
    expect(before.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true);
    expect(line(before, 'SUMMARY')).toBe('Atelier\\; "virgule"\\, \\\\ et accents');
    expect(line(before, 'DTSTART')).toBe(gathering.startsAt.toISOString().replace(/[-:]/g, '').replace('.000', ''));
    const show = await editorClient.get(`/gestion/rendez-vous/${gathering.id}`);
    await editorClient.submit(show, 'form[action$="/annulation"]', { reason: 'Reporté.' });
    const after = await calendar('/rendez-vous.ics');
    const event = after.split('BEGIN:VEVENT').find((text) => text.includes(line(before, 'UID')))!;
    expect(line(event, 'STATUS')).toBe('CANCELLED');
    expect(Number(line(event, 'SEQUENCE'))).toBeGreaterThan(Number(line(before, 'SEQUENCE')));
  });

  it('limit what one mailbox is sent', async () => {
    for (let at = 0; at < 8; at++) await ask(await aGathering(portal), 'cible@example.org');
    expect(await portal.mailsTo('cible@example.org')).toHaveLength(6);
  });

  it('forget who registered a month after the end, and who never confirmed within days', async () => {
    const gathering = await aGathering(portal);
    await confirmed(gathering, 'souvenir@example.org');
    await ask(gathering, 'jamais@example.org');
    const emails = async (): Promise<(string | null)[]> =>
      (await portal.database.getRepository(GatheringRegistration).findBy({ gatheringId: gathering.id })).map(
        ({ email }) => email,
      );
    portal.clock.advance(3 * DAY);
    await portal.runTask('purge-personal-data');
    expect(await emails()).toEqual(['souvenir@example.org']);
    portal.clock.advance(37 * DAY);
    await portal.runTask('purge-personal-data');
    expect(await emails()).toEqual(['souvenir@example.org']);
    portal.clock.advance(DAY + HOUR);
    await portal.runTask('purge-personal-data');
    expect(await emails()).toEqual([]);
  });
});
