import { HOUR, MINUTE } from '@ronron/kernel';
import { startJitsiPeer, type JitsiPeer, type Page, type PageClient } from '@ronron/testing';
import { decodeJwt } from 'jose';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { anOrganisation, aService } from '../../testing/request-scene.js';
import { aGrant, aVisioService } from '../../testing/room-scene.js';
import type { Account } from '../accounts/account.entity.js';
import type { Service } from '../catalogue/service.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { MeetingRoom } from './meeting-room.entity.js';

const NEW = 'form[action$="/salles"]';
const DOOR = 'form[action*="/salles/"]';

describe('rooms of a subscription', () => {
  let portal: TestPortal;
  let peer: JitsiPeer;
  let service: Service;
  let owner: Account;
  let member: Account;
  let ownerClient: PageClient;
  let memberClient: PageClient;
  let subscription: Subscription;
  let base: string;

  beforeAll(async () => {
    [portal, peer] = await Promise.all([startTestPortal(), startJitsiPeer()]);
    service = await aVisioService(portal, peer);
    [owner, member] = await Promise.all([portal.account({ displayName: 'Nolwenn' }), portal.account()]);
    const organisation = await anOrganisation(portal, [
      [owner, 'owner'],
      [member, 'member'],
    ]);
    subscription = await aGrant(portal, service, { organisationId: organisation.id });
    base = `/mes-services/${subscription.id}/salles`;
    [ownerClient, memberClient] = await Promise.all([portal.signIn(owner), portal.signIn(member)]);
  });
  afterAll(async () => {
    await portal.stop();
    await peer.stop();
  });

  async function make(client: PageClient, values: Record<string, string> = {}): Promise<Page> {
    return client.submit(await client.get(base), NEW, { name: `Salle ${portal.newId()}`, ...values });
  }
  const linkOn = (page: Page): string => new URL(page.$('#field-guestLink').val() as string).pathname;
  const leadsTo = (page: Page): string => page.$('main a.button').attr('href')!;
  const claims = (page: Page): { context: { user: object }; exp: number } =>
    decodeJwt(new URL(leadsTo(page)).searchParams.get('jwt')!) as never;
  const roomOn = (page: Page): string => page.path.split('/').at(-1)!;
  const open = async (client: PageClient, room: string): Promise<Page> =>
    client.post(`${base}/${room}/ouverture`, new URLSearchParams({ _csrf: client.csrf(await client.get(base)) }));
  /** The clock on the wall in Quimper, in winter. */
  const wall = (minutes: number): string =>
    new Date(portal.clock.now().getTime() + HOUR + minutes * MINUTE).toISOString().slice(0, 16);

  it('are made by any member, who leads there with those who manage; the others take part', async () => {
    const list = await memberClient.get('/mes-services');
    expect((await memberClient.get(list.$('main a[href$="/salles"]').attr('href')!)).path).toBe(base);
    const made = await make(memberClient, { name: 'Bureau de mars' });
    const room = roomOn(made);
    expect(made.$('h1').text()).toContain('Bureau de mars');
    for (const client of [memberClient, ownerClient]) {
      const inside = await open(client, room);
      expect(await peer.refusalAt(leadsTo(inside), portal.clock.now())).toBeNull();
      expect(claims(inside).context.user).toMatchObject({ moderator: true });
      expect(inside.headers.get('refresh')).toBe(`0; url=${leadsTo(inside)}`);
    }
    const theirs = roomOn(await make(ownerClient));
    expect(claims(await open(memberClient, theirs)).context.user).toMatchObject({ moderator: false });
    const seen = await memberClient.get(base);
    expect(seen.$(`a[href$="${theirs}"]`)).toHaveLength(0);
    expect((await memberClient.get(`${base}/${theirs}`)).status).toBe(404);
    const token = new URLSearchParams({ _csrf: memberClient.csrf(seen), name: 'x' });
    for (const verb of ['', '/lien', '/lien/retrait', '/suppression', '/enregistrements/suppression']) {
      expect((await memberClient.post(`${base}/${theirs}${verb}`, token)).status).toBe(404);
    }
  });

  it('are nobody else’s: neither strangers nor those who left', async () => {
    const room = roomOn(await make(ownerClient));
    const stranger = await portal.signIn();
    for (const path of [base, `${base}/${room}`]) expect((await stranger.get(path)).status).toBe(404);
    const other = await aGrant(portal, service, { accountId: (await portal.account()).id });
    expect((await ownerClient.get(`/mes-services/${other.id}/salles/${room}`)).status).toBe(404);
    const leaver = await portal.account();
    await portal.database.getRepository(Membership).insert({
      id: portal.newId(),
      organisationId: subscription.organisationId!,
      accountId: leaver.id,
      role: 'manager',
      createdAt: portal.clock.now(),
    });
    const leaverClient = await portal.signIn(leaver);
    expect((await leaverClient.get(`${base}/${room}`)).status).toBe(200);
    await portal.database.getRepository(Membership).delete({ accountId: leaver.id });
    const token = leaverClient.csrf(await leaverClient.get('/mes-services'));
    const tried = await leaverClient.post(`${base}/${room}/ouverture`, new URLSearchParams({ _csrf: token }));
    expect(tried.status).toBe(404);
  });

  it('let a guest in by their link with nothing but a name, which is kept nowhere', async () => {
    const made = await make(ownerClient);
    const visitor = portal.visitor();
    const door = await visitor.get(linkOn(made));
    expect(door.status).toBe(200);
    expect(door.$('meta[name=robots]').attr('content')).toContain('noindex');
    const empty = await visitor.submit(door, DOOR, { name: '  ' });
    expect(empty.status).toBe(422);
    expect(empty.$('#field-name-error').text()).not.toBe('');
    const inside = await visitor.submit(door, DOOR, { name: 'Ève <b>Le Gall</b>' });
    expect(await peer.refusalAt(leadsTo(inside), portal.clock.now())).toBeNull();
    expect(claims(inside).context.user).toMatchObject({ name: 'Ève <b>Le Gall</b>', moderator: false });
    const rows = await portal.database.query<object[]>('SELECT * FROM meeting_room');
    expect(JSON.stringify(rows)).not.toContain('Le Gall');
  });

  it('say when they open, let in at the hour, and end with it', async () => {
    const made = await make(ownerClient, { opensAt: wall(60), closesAt: wall(120) });
    const room = roomOn(made);
    const visitor = portal.visitor();
    const early = await visitor.get(linkOn(made));
    expect(early.$('form[action*="/salles/"]')).toHaveLength(0);
    expect(early.$('main').text()).toContain('La salle ouvre le 6 mars 2040 à 11:00');
    expect((await open(ownerClient, room)).path).toBe(base);
    portal.clock.advance(60 * MINUTE);
    const inside = await visitor.submit(await visitor.get(linkOn(made)), DOOR, { name: 'Ève' });
    expect(claims(inside).exp * 1000).toBe(portal.clock.now().getTime() + 60 * MINUTE);
    portal.clock.advance(60 * MINUTE);
    expect((await visitor.get(linkOn(made))).$('main').text()).toContain('terminée');
    expect((await (await portal.signIn(owner)).get(base)).$('main').text()).toContain('Terminée');
    [ownerClient, memberClient] = await Promise.all([portal.signIn(owner), portal.signIn(member)]);
  });

  it('lose a link that is changed or withdrawn, for guests who have its page open too', async () => {
    const made = await make(ownerClient);
    const visitor = portal.visitor();
    const first = linkOn(made);
    const door = await visitor.get(first);
    const renewed = await ownerClient.submit(made, 'form[action$="/lien"]');
    expect(linkOn(renewed)).not.toBe(first);
    expect((await visitor.get(first)).status).toBe(404);
    const late = await visitor.submit(door, DOOR, { name: 'Ève' });
    expect(late.status).toBe(404);
    expect(late.$('main').text()).toContain('Ce lien ne mène plus');
    const second = linkOn(renewed);
    const without = await ownerClient.submit(renewed, 'form[action$="/lien/retrait"]');
    expect(without.$('#field-guestLink')).toHaveLength(0);
    expect((await visitor.get(second)).status).toBe(404);
    expect(linkOn(await ownerClient.submit(without, 'form[action$="/lien"]'))).not.toBe(second);
  });

  it('close at once when the subscription is suspended, before the tool hears of it', async () => {
    const made = await make(ownerClient);
    const visitor = portal.visitor();
    const door = await visitor.get(linkOn(made));
    const turn = (verb: 'suspend' | 'resume'): Promise<void> =>
      portal.database.transaction((manager) =>
        portal.app.get(SubscriptionsService)[verb](manager, subscription.id, 'operator'),
      );
    await turn('suspend');
    const refused = await visitor.submit(door, DOOR, { name: 'Ève' });
    expect([refused.status, refused.$('main').text()]).toEqual([409, expect.stringContaining('est fermée')]);
    const page = await open(ownerClient, roomOn(made));
    expect([page.path, page.$('form[action$="/salles"]').length]).toEqual([base, 0]);
    const token = ownerClient.csrf(page);
    const more = await ownerClient.post(base, new URLSearchParams({ _csrf: token, name: 'Encore' }));
    expect(more.status).toBe(422);
    await turn('resume');
    await portal.runJobs();
    expect((await visitor.submit(door, DOOR, { name: 'Ève' })).status).toBe(200);
  });

  it('are removed with their link and their meeting', async () => {
    const made = await make(ownerClient);
    const link = linkOn(made);
    const after = await ownerClient.submit(made, 'form[action$="/suppression"]');
    expect(after.path).toBe(base);
    expect((await portal.visitor().get(link)).status).toBe(404);
    await portal.runJobs();
    expect(await portal.database.getRepository(MeetingRoom).existsBy({ id: roomOn(made) })).toBe(false);
  });

  it('are made once when the button is pressed several times, and keep names apart', async () => {
    const page = await ownerClient.get(base);
    const form = new URLSearchParams({ _csrf: ownerClient.csrf(page), name: 'Une seule' });
    const answers = await Promise.all([1, 2, 3].map(() => ownerClient.clone().post(base, form)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    expect(await portal.database.getRepository(MeetingRoom).countBy({ name: 'Une seule' })).toBe(1);
  });

  it('say beside the field what is wrong, and keep what was typed', async () => {
    for (const [values, field] of [
      [{ name: ' ' }, 'name'],
      [{ opensAt: 'demain' }, 'opensAt'],
      [{ closesAt: wall(-5) }, 'closesAt'],
      [{ opensAt: wall(60), closesAt: wall(30) }, 'closesAt'],
    ] as const) {
      const page = await make(ownerClient, { ...values });
      expect([page.status, page.$(`#field-${field}-error`).text()]).toEqual([422, expect.stringMatching(/\S/)]);
      const [[name, typed]] = Object.entries(values) as [[string, string]];
      if (name !== 'name') expect(page.$(`#field-${name}`).val()).toBe(typed);
    }
  });

  it('say that the tool does not answer, where it has to be asked, and are not offered by other tools', async () => {
    await portal.database.getRepository('Service').update({ id: service.id }, { connectorId: 'dummy' });
    expect((await ownerClient.get(base)).status).toBe(404);
    await portal.database.getRepository('Service').update({ id: service.id }, { connectorId: 'jitsi' });
    const pads = await aService(portal);
    const grant = await aGrant(portal, pads, { accountId: owner.id });
    expect((await ownerClient.get(`/mes-services/${grant.id}/salles`)).status).toBe(404);
    const page = await ownerClient.get('/mes-services');
    expect(page.$(`a[href$="${grant.id}/salles"]`)).toHaveLength(0);
    const made = await make(ownerClient);
    const sealed = 'connector_secrets';
    const [kept] = await portal.database.query<object[]>(`SELECT ${sealed} AS secrets FROM service WHERE id = $1`, [
      service.id,
    ]);
    await portal.database.query(`UPDATE service SET ${sealed} = NULL WHERE id = $1`, [service.id]);
    const refused = await portal.visitor();
    const door = await refused.get(linkOn(made));
    const answer = await refused.submit(door, DOOR, { name: 'Ève' });
    expect([answer.status, answer.$('.error-summary').length, answer.$('#field-name').val()]).toEqual([503, 1, 'Ève']);
    await portal.database.query(`UPDATE service SET ${sealed} = $2 WHERE id = $1`, [
      service.id,
      (kept as { secrets: string }).secrets,
    ]);
  });

  it('limit how often one address knocks', async () => {
    const link = linkOn(await make(ownerClient));
    const visitor = portal.visitor();
    const door = await visitor.get(link);
    const form = new URLSearchParams({ _csrf: visitor.csrf(door), name: 'Ève' });
    let answer = door;
    for (let knock = 0; knock < 70 && answer.status !== 429; knock += 1) answer = await visitor.post(link, form);
    expect(answer.status).toBe(429);
    await portal.database.query('TRUNCATE rate_limit');
  });
});
