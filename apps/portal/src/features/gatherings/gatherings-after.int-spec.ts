import { DAY, HOUR, MINUTE } from '@ronron/kernel';
import { startJitsiPeer, type JitsiPeer, type PageClient } from '@ronron/testing';
import { aGathering } from '../../testing/gathering-scene.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { aVisioService } from '../../testing/room-scene.js';
import type { Service } from '../catalogue/service.entity.js';
import { LiveFigures } from '../commitments/figures/live/live-figures.service.js';
import { MeetingRoom } from '../rooms/meeting-room.entity.js';
import { Gathering } from './gathering/gathering.entity.js';
import { GatheringRegistration } from './registrations/gathering-registration.entity.js';
import { GatheringSession } from './sessions/gathering-session.entity.js';

describe('a gathering, from the day before to the day after', () => {
  let portal: TestPortal;
  let peer: JitsiPeer;
  let service: Service;
  let editor: PageClient;

  beforeAll(async () => {
    [portal, peer] = await Promise.all([startTestPortal(), startJitsiPeer()]);
    service = await aVisioService(portal, peer);
  });
  // Time flies here, and sessions end.
  beforeEach(async () => {
    editor = await portal.signIn({ editorOf: (await portal.commune()).id });
  });
  afterAll(async () => {
    await portal.stop();
    await peer.stop();
  });

  /** Published by its editor, so that its rooms are made. */
  async function online(values: Partial<Gathering> = {}): Promise<Gathering> {
    const gathering = await aGathering(portal, {
      state: 'draft',
      publishedAt: null,
      onlinePlaces: 5,
      roomServiceId: service.id,
      ...values,
    });
    const page = await editor.get(`/gestion/rendez-vous/${gathering.id}`);
    await editor.submit(page, 'form[action$="/publication"]');
    return portal.database.getRepository(Gathering).findOneByOrFail({ id: gathering.id });
  }

  async function registered(
    gathering: Gathering,
    way: string,
  ): Promise<{ client: PageClient; path: string; email: string }> {
    const account = await portal.account();
    const client = await portal.signIn(account);
    const form = await client.get(`/rendez-vous/${gathering.slug}/inscription`);
    const done = await client.submit(form, 'form[action$="/inscription"]', { way });
    return { client, path: done.path, email: account.email };
  }

  const wait = (until: Date): void => portal.clock.advance(until.getTime() - portal.clock.now().getTime());
  const sessionOf = (gathering: Gathering): Promise<GatheringSession> =>
    portal.database.getRepository(GatheringSession).findOneByOrFail({ gatheringId: gathering.id });

  it('opens its room to those who registered for it, a quarter of an hour before, and writes its address nowhere', async () => {
    const gathering = await online();
    const there = await registered(gathering, 'online');
    const inRoom = await registered(gathering, 'room');
    const { key } = await portal.database.getRepository(MeetingRoom).findOneByOrFail({ name: gathering.title });
    expect((await there.client.get(there.path)).$('form[action$="/salle"]')).toHaveLength(0);
    wait(new Date(gathering.startsAt.getTime() - 15 * MINUTE));
    expect((await inRoom.client.get(inRoom.path)).$('form[action$="/salle"]')).toHaveLength(0);
    const stranger = await inRoom.client.get(inRoom.path);
    const { id } = await sessionOf(gathering);
    const forced = await inRoom.client.post(
      `${inRoom.path}/salle`,
      new URLSearchParams({ _csrf: inRoom.client.csrf(stranger), seance: id }),
    );
    expect(forced.status).toBe(404);
    const page = await there.client.get(there.path);
    const left = await there.client.submit(page, 'form[action$="/salle"]');
    const url = left.headers.get('refresh')!.replace('0; url=', '');
    expect(await peer.refusalAt(url, portal.clock.now())).toBeNull();
    const led = await editor.submit(await editor.get(`/gestion/rendez-vous/${gathering.id}`), 'form[action$="/salle"]');
    expect(led.headers.get('refresh')).toContain(peer.url);
    const mails = await portal.mailsTo(there.email);
    const calendar = await portal.visitor().get(`/rendez-vous/${gathering.slug}.ics`);
    for (const text of [...mails.map(({ body }) => body), calendar.html, page.html]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(peer.url);
    }
    wait(new Date(gathering.endsAt.getTime() + 31 * MINUTE));
    expect((await there.client.submit(page, 'form[action$="/salle"]')).html).toContain('la salle est fermée');
  });

  it('moves its room with its session, and ends it when it is cancelled', async () => {
    const gathering = await online();
    const page = await editor.get(`/gestion/rendez-vous/${gathering.id}`);
    const href = page.$('a[href*="/seances/"]').first().attr('href')!;
    await editor.submit(await editor.get(href), `form[action$="${href}"]`, {
      startsAt: '2041-01-10T10:00',
      endsAt: '2041-01-10T12:00',
    });
    const rooms = portal.database.getRepository(MeetingRoom);
    expect((await rooms.findOneByOrFail({ name: gathering.title })).opensAt).toEqual(new Date('2041-01-10T08:45:00Z'));
    const show = await editor.get(`/gestion/rendez-vous/${gathering.id}`);
    await editor.submit(show, `form[action$="/gestion/rendez-vous/${gathering.id}/annulation"]`, { reason: 'Grippe.' });
    expect((await rooms.findOneByOrFail({ name: gathering.title })).endedAt).not.toBeNull();
  });

  it('reminds who is registered once, the day before, and again after it was moved', async () => {
    const gathering = await online({
      startsAt: new Date(portal.clock.now().getTime() + 3 * DAY),
      endsAt: new Date(portal.clock.now().getTime() + 3 * DAY + HOUR),
    });
    const { email } = await registered(gathering, 'room');
    const reminders = async (): Promise<number> =>
      (await portal.mailsTo(email)).filter(({ subject }) => subject.startsWith('C’est bientôt')).length;
    await portal.runTask('gatherings-clock');
    expect(await reminders()).toBe(0);
    wait(new Date(gathering.startsAt.getTime() - DAY));
    await Promise.all([portal.runTask('gatherings-clock'), portal.runTask('gatherings-clock')]);
    expect(await reminders()).toBe(1);
  });

  it('lets somebody come another way in one step, into a free place only, and gives the old one to who waits', async () => {
    const gathering = await online({ roomPlaces: 1, onlinePlaces: 1 });
    const [first, second, third] = [
      await registered(gathering, 'room'),
      await registered(gathering, 'room'),
      await registered(gathering, 'online'),
    ];
    const places = async (): Promise<string[]> => {
      const all = await portal.database
        .getRepository(GatheringRegistration)
        .find({ where: { gatheringId: gathering.id }, order: { createdAt: 'ASC', id: 'ASC' } });
      return all.map(({ way, status }) => `${way} ${status}`);
    };
    const lastMail = async ({ email }: { email: string }): Promise<string> =>
      (await portal.mailsTo(email)).at(-1)!.body;
    expect(await places()).toEqual(['room registered', 'room waiting', 'online registered']);
    const page = await first.client.get(first.path);
    // The page offers what is free; whoever sends it all the same keeps what they have.
    expect(page.$('form[action$="/maniere"]')).toHaveLength(0);
    const forced = await first.client.post(
      `${first.path}/maniere`,
      new URLSearchParams({ _csrf: first.client.csrf(page), way: 'online' }),
    );
    expect(forced.html).toContain('reste comme elle était');
    expect((await places())[0]).toBe('room registered');
    await third.client.submit(await third.client.get(third.path), 'form[action$="/annulation"]');
    const [one, other] = [await first.client.get(first.path), await second.client.get(second.path)];
    await Promise.all([
      first.client.submit(one, 'form[action$="/maniere"]'),
      second.client.submit(other, 'form[action$="/maniere"]'),
    ]);
    const after = await places();
    expect(after.slice(0, 2).sort()).toEqual(['online registered', 'room registered']);
    const moved = after[0] === 'online registered' ? first : second;
    expect(await lastMail(moved)).toContain('En ligne : la porte');
    // The same page is their ticket.
    wait(new Date(gathering.startsAt.getTime() - 10 * MINUTE));
    expect((await moved.client.get(moved.path)).$('form[action$="/salle"]')).toHaveLength(1);
  });

  it('tells who registers all that they need, were it an hour before', async () => {
    const gathering = await online({
      startsAt: new Date(portal.clock.now().getTime() + HOUR),
      endsAt: new Date(portal.clock.now().getTime() + 3 * HOUR),
      placeNotes: 'La porte bleue, côté jardin.',
    });
    await portal.runTask('gatherings-clock');
    const { email } = await registered(gathering, 'room');
    const { body } = (await portal.mailsTo(email)).at(-1)!;
    const weekday = new Intl.DateTimeFormat('fr', { weekday: 'long', timeZone: 'Europe/Paris' });
    for (const told of [
      weekday.format(gathering.startsAt),
      'jusqu’à',
      'Médiathèque',
      'La porte bleue',
      `/rendez-vous/${gathering.slug}.ics`,
    ])
      expect(body).toContain(told);
  });

  it('holds one place for one person, who registered by mail and signed in later, or the other way round', async () => {
    const gathering = await aGathering(portal);
    const account = await portal.account();
    const visitor = portal.visitor();
    const ask = async (): Promise<unknown> => {
      const form = await visitor.get(`/rendez-vous/${gathering.slug}/inscription`);
      const said = { way: 'room', name: 'Moi', email: account.email };
      return visitor.submit(form, 'form[action$="/inscription"]', said);
    };
    const count = (): Promise<number> =>
      portal.database.getRepository(GatheringRegistration).countBy({ gatheringId: gathering.id });
    await ask();
    const client = await portal.signIn(account);
    const form = await client.get(`/rendez-vous/${gathering.slug}/inscription`);
    const done = await client.submit(form, 'form[action$="/inscription"]', { way: 'room' });
    expect(done.$('form[action$="/annulation"]')).toHaveLength(1);
    expect(await count()).toBe(1);
    expect((await client.get('/compte/rendez-vous')).html).toContain(gathering.title);
    await ask();
    expect(await count()).toBe(1);
    expect((await portal.mailsTo(account.email)).at(-1)!.subject).toContain('déjà inscrit');
  });

  it('confirms nobody for a way that is no longer offered, and says what to do', async () => {
    const gathering = await online({ roomPlaces: 3, onlinePlaces: 3 });
    const visitor = portal.visitor();
    const form = await visitor.get(`/rendez-vous/${gathering.slug}/inscription`);
    const said = { way: 'online', name: 'Loin', email: 'loin@example.org' };
    await visitor.submit(form, 'form[action$="/inscription"]', said);
    const path = /(\/rendez-vous\/inscriptions\/[\w-]+)/.exec((await portal.mailsTo(said.email)).at(-1)!.body)![1]!;
    const page = await visitor.get(path);
    const edit = `/gestion/rendez-vous/${gathering.id}`;
    const changed = await editor.submit(await editor.get(`${edit}/modifier`), `form[action$="${edit}"]`, {
      onlinePlaces: '',
    });
    expect(changed.status).toBe(200);
    expect((await visitor.submit(page, 'form[action$="/confirmation"]')).html).toContain('n’est plus proposée');
    expect(await portal.database.getRepository(GatheringRegistration).countBy({ status: 'waiting' })).toBe(0);
  });

  it('notes who came in numbers, which the training figures show at once; names only where a reason was stated', async () => {
    const gathering = await online({ namesReason: 'Attestation de formation demandée par le financeur.' });
    const { email } = await registered(gathering, 'room');
    const absent = await registered(gathering, 'online');
    const path = `/gestion/rendez-vous/${gathering.id}/presence`;
    expect((await editor.get(path)).$('form[action$="/presence"]')).toHaveLength(0);
    wait(new Date(gathering.endsAt.getTime() + MINUTE));
    const { id } = await sessionOf(gathering);
    const form = await editor.get(path);
    const wrong = await editor.submit(form, 'form[action$="/presence"]', {
      [`salle-${id}`]: '2',
      [`ligne-${id}`]: '0',
      [`agents-${id}`]: '3',
    });
    expect(wrong.status).toBe(422);
    const one = await portal.database
      .getRepository(GatheringRegistration)
      .findOneByOrFail({ gatheringId: gathering.id, account: { email } });
    await editor.submit(form, 'form[action$="/presence"]', {
      [`salle-${id}`]: '9',
      [`ligne-${id}`]: '4',
      [`agents-${id}`]: '3',
      venu: one.id,
    });
    const attended = await portal.database
      .getRepository(GatheringRegistration)
      .find({ where: { gatheringId: gathering.id }, order: { attended: 'DESC' } });
    expect(attended.map((each) => each.attended)).toEqual([true, false]);
    expect((await portal.database.getRepository(Gathering).findOneByOrFail({ id: gathering.id })).state).toBe('held');
    const { communeId } = gathering;
    const counted = await portal.app
      .get(LiveFigures)
      .find('people-trained')!
      .count(portal.database.manager, { communeId, inseeCode: '29232', at: portal.clock.now() });
    expect(counted).toBe(13);
    expect((await portal.visitor().get(`/rendez-vous/${gathering.slug}`)).html).toContain('13 personnes');
    portal.clock.advance(31 * DAY);
    await portal.runTask('purge-personal-data');
    expect(await portal.database.getRepository(GatheringRegistration).countBy({ gatheringId: gathering.id })).toBe(2);
    portal.clock.advance(150 * DAY);
    await portal.runTask('purge-personal-data');
    expect(await portal.database.getRepository(GatheringRegistration).countBy({ gatheringId: gathering.id })).toBe(0);
    expect(absent.path).toContain('/rendez-vous/inscriptions/');
  });

  it('asks two questions afterwards, once, and keeps the answers with nobody’s name', async () => {
    const gathering = await online();
    const { client, path, email } = await registered(gathering, 'room');
    wait(new Date(gathering.endsAt.getTime() + 2 * HOUR));
    await portal.runTask('gatherings-clock');
    await portal.runTask('gatherings-clock');
    const asked = (await portal.mailsTo(email)).filter(({ subject }) => subject.startsWith('C’était comment'));
    expect(asked).toHaveLength(1);
    const page = await client.get(path);
    const nothing = await client.submit(page, 'form[action$="/avis"]', { wish: 'Un goûter.' });
    expect(nothing.status).toBe(422);
    expect(nothing.html).toContain('Un goûter.');
    const say = (): Promise<unknown> =>
      client.clone().submit(page, 'form[action$="/avis"]', { useful: '4', wish: 'Plus de temps.' });
    await Promise.all([say(), say()]);
    const rows = await portal.database.query<object[]>('SELECT * FROM gathering_opinion WHERE gathering_id = $1', [
      gathering.id,
    ]);
    expect(rows).toEqual([{ id: expect.any(String), gathering_id: gathering.id, useful: 4, wish: 'Plus de temps.' }]);
    expect((await editor.get(`/gestion/rendez-vous/${gathering.id}`)).html).toContain('Plus de temps.');
  });

  it('publishes minutes and documents with the gathering, not before', async () => {
    const gathering = await aGathering(portal, { state: 'draft', publishedAt: null });
    const path = `/gestion/rendez-vous/${gathering.id}/documents`;
    const form = await editor.get(path);
    await editor.submit(form, 'form[action$="/compte-rendu"]', { minutes: 'On a **bien** ri.' });
    const both = await editor.submit(form, 'form[action$="/documents"]', { title: 'Support', url: '' });
    expect(both.status).toBe(422);
    await editor.submit(form, 'form[action$="/documents"]', { title: 'Support', url: 'https://supports.example/' });
    expect((await portal.visitor().get(`/rendez-vous/${gathering.slug}`)).status).toBe(404);
    const show = await editor.get(`/gestion/rendez-vous/${gathering.id}`);
    await editor.submit(show, 'form[action$="/publication"]');
    const seen = await portal.visitor().get(`/rendez-vous/${gathering.slug}`);
    expect(seen.html).toContain('On a <strong>bien</strong> ri.');
    expect(seen.$('a[href="https://supports.example/"]').text()).toBe('Support');
  });
});
