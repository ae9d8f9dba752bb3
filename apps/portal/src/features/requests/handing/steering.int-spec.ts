import { SECOND } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { AuditEntry } from '../../../platform/audit/audit-entry.entity.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { ANSWERS, aService, ask, idOf } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { ServiceRequest } from '../service-request.entity.js';

const PROPOSE = 'form[action$="/transfert"]';

describe('steering and handing over', () => {
  let portal: TestPortal;
  let here: Service;
  let there: Service;
  let katell: PageClient;
  let goulven: PageClient;
  let goulvenAccount: Account;

  beforeAll(async () => {
    portal = await startTestPortal();
    const other = await portal.structure('Cornouaille');
    katell = await portal.signIn({ operatorOf: (await portal.structure()).id, displayName: 'Katell' });
    goulvenAccount = await portal.account({ operatorOf: other.id, displayName: 'Goulven' });
    goulven = await portal.signIn(goulvenAccount);
  });
  afterAll(() => portal.stop());
  beforeEach(async () => {
    here = await aService(portal, { needs: ['store'] });
    there = await aService(portal, { needs: ['store'], structureId: (await portal.structure('Cornouaille')).id });
  });
  afterEach(() => portal.database.query('UPDATE service SET published = false'));

  const text = (page: Page): string =>
    page
      .$('main')
      .text()
      .replace(/[\s\u00a0\u202f]+/g, ' ');
  const stored = (id: string): Promise<ServiceRequest> =>
    portal.database.getRepository(ServiceRequest).findOneByOrFail({ id });

  async function say(service: Service, values: Record<string, string>): Promise<void> {
    const page = await katell.get('/operateur/accueil');
    const after = await katell.submit(page, `form[action$="${service.structureId}"]`, values);
    expect(text(after)).toContain('C’est enregistré');
  }

  async function requested(of = here): Promise<{ id: string; account: Account; client: PageClient }> {
    const account = await portal.account({ displayName: 'Maïwenn' });
    const client = await portal.signIn(account);
    return { id: idOf(await ask(portal, client, of)), account, client };
  }

  async function proposed(id: string, to = there): Promise<Page> {
    const page = await katell.get(`/operateur/demandes/${id}`);
    const after = await katell.submit(page, PROPOSE, { to: to.id, why: 'Ils ont de la place cet hiver.' });
    portal.clock.advance(SECOND);
    return after;
  }

  it('says in the catalogue what is full, and leads who asks to where there is room', async () => {
    await say(here, { [`service-${here.id}`]: 'full', [`note-${here.id}`]: 'Jusqu’à l’arrivée du nouveau disque.' });
    const visitor = portal.visitor();
    const page = await visitor.get(`/services/${here.slug}`);
    expect(text(page)).toContain('Jusqu’à l’arrivée du nouveau disque.');
    expect(text(page)).toContain('liste d’attente');
    const card = (await visitor.get('/services')).$(`article:has(a[href$="/${here.slug}"])`).text();
    expect(card).toContain('Complet');
    const form = await (await portal.signIn()).get(`/services/${here.slug}/demande`);
    const proposals = form.$('main .cards a').toArray();
    expect(proposals.map((link) => form.$(link).attr('href'))).toEqual([`/services/${there.slug}/demande?pour=moi`]);
    const { id } = await requested();
    expect((await stored(id)).waitingListSince).not.toBeNull();
    await portal.runTask('requests-waiting-lists');
    expect((await stored(id)).waitingListSince).not.toBeNull();
    await say(here, { [`service-${here.id}`]: 'open' });
    await portal.runTask('requests-waiting-lists');
    expect((await stored(id)).waitingListSince).toBeNull();
    expect((await goulven.get('/operateur/accueil')).$(`form[action$="${here.structureId}"]`)).toHaveLength(0);
  });

  it('counts what a structure says for all its services, and proposes nothing that has no room or is not for the asker', async () => {
    const closed = await aService(portal, { needs: ['store'], audiences: ['organisations'] });
    await say(here, { intake: 'full', note: 'Nous déménageons.' });
    expect(text(await portal.visitor().get(`/services/${here.slug}`))).toContain('Nous déménageons.');
    expect(text(await portal.visitor().get('/structures/linux-quimper'))).toContain('Nous déménageons.');
    await portal.database.query('UPDATE service SET capacity = 0 WHERE id = $1', [there.id]);
    const form = await (await portal.signIn()).get(`/services/${here.slug}/demande`);
    expect(form.$('main .cards a')).toHaveLength(0);
    expect(form.html).not.toContain(closed.slug);
    await say(here, { intake: 'open', note: '' });
  });

  it('moves a request with its conversation once its requester agrees, and the old structure sees it no more', async () => {
    const { id, account, client } = await requested();
    const note = await katell.get(`/operateur/demandes/${id}`);
    await katell.submit(note, 'form[action$="/note"]', { note: 'Le disque est plein à craquer.' });
    expect(text(await proposed(id))).toContain('La proposition est partie');
    const mail = (await portal.mailsTo(account.email)).at(-1)!.body;
    expect(mail).toContain('Ils ont de la place cet hiver.');
    expect(mail).toContain(`/demandes/${id}/transfert`);
    expect((await goulven.get(`/operateur/demandes/${id}`)).status).toBe(404);
    const page = await client.get(`/demandes/${id}/transfert`);
    expect(text(page)).toContain('Cornouaille');
    expect(text(await client.submit(page, 'form[action$="/accord"]', {}))).toContain('Votre demande est transmise');
    expect(await stored(id)).toMatchObject({ serviceId: there.id, status: 'submitted', waitingListSince: null });
    expect((await katell.get(`/operateur/demandes/${id}`)).status).toBe(404);
    const theirs = text(await goulven.get(`/operateur/demandes/${id}`));
    expect(theirs).toContain(ANSWERS['q-purpose']);
    expect(theirs).toContain('Ils ont de la place cet hiver.');
    expect(theirs).not.toContain('plein à craquer');
    expect((await portal.mailsTo(goulvenAccount.email)).at(-1)!.subject).toContain('vous est transmise');
    const entries = await portal.database.getRepository(AuditEntry).findBy({ subjectId: id });
    const moves = entries.filter(({ action }) => ['request.handed-over', 'request.taken-over'].includes(action));
    expect(moves.map(({ structureId }) => structureId).sort()).toEqual([here.structureId, there.structureId].sort());
    await goulven.submit(await goulven.get(`/operateur/demandes/${id}`), 'form[action$="/approbation"]', {});
    expect(await stored(id)).toMatchObject({ status: 'approved' });
  });

  it('leaves it where it is when they decline, or while nobody answers', async () => {
    const { id, client } = await requested();
    await proposed(id);
    expect(text(await katell.get(`/operateur/demandes/${id}`))).toContain('n’a pas encore répondu');
    await client.submit(await client.get(`/demandes/${id}/transfert`), 'form[action$="/refus"]', {});
    expect(await stored(id)).toMatchObject({ serviceId: here.id });
    expect(text(await katell.get(`/operateur/demandes/${id}`))).toContain('préfère rester ici');
    await proposed(id);
    const late = await client.get(`/demandes/${id}/transfert`);
    await katell.submit(await katell.get(`/operateur/demandes/${id}`), 'form[action$="/transfert/retrait"]', {});
    expect(text(await client.submit(late, 'form[action$="/accord"]', {}))).toContain('n’est plus d’actualité');
    expect(await stored(id)).toMatchObject({ serviceId: here.id });
  });

  it('moves once, however often it is clicked, and never after a decision', async () => {
    const { id, client } = await requested();
    await proposed(id);
    const page = await client.get(`/demandes/${id}/transfert`);
    await Promise.all([1, 2].map(() => client.submit(page, 'form[action$="/accord"]', {})));
    const moves = await portal.database
      .getRepository(AuditEntry)
      .countBy({ subjectId: id, action: 'request.taken-over' });
    expect(moves).toBe(1);
    const second = await requested();
    await proposed(second.id);
    const open = await second.client.get(`/demandes/${second.id}/transfert`);
    const decide = await katell.get(`/operateur/demandes/${second.id}`);
    await katell.submit(decide, 'form[action$="/refus"]', { reason: 'Non.' });
    expect(text(await second.client.submit(open, 'form[action$="/accord"]', {}))).toContain('n’est plus d’actualité');
    expect(await stored(second.id)).toMatchObject({ serviceId: here.id, status: 'refused' });
  });

  it('does not move to what is not open to the requester, or was asked there already, nor by anybody else', async () => {
    const { id, client } = await requested();
    await ask(portal, client, there);
    await proposed(id);
    const page = await client.get(`/demandes/${id}/transfert`);
    const stranger = await portal.signIn();
    expect((await stranger.get(`/demandes/${id}/transfert`)).status).toBe(404);
    const body = new URLSearchParams({ _csrf: stranger.csrf(await stranger.get('/aide')) });
    expect((await stranger.post(`/demandes/${id}/transfert/accord`, body)).status).toBe(404);
    expect(text(await client.submit(page, 'form[action$="/accord"]', {}))).toContain('déjà une demande en cours');
    const second = await requested();
    await portal.database.query(`UPDATE service SET audiences = '{organisations}' WHERE id = $1`, [there.id]);
    await proposed(second.id);
    const other = await second.client.get(`/demandes/${second.id}/transfert`);
    expect(text(await second.client.submit(other, 'form[action$="/accord"]', {}))).toContain('ne vous est pas ouvert');
    for (const one of [id, second.id]) expect(await stored(one)).toMatchObject({ serviceId: here.id });
  });
});
