import { ANSWERS, aService, anOrganisation, ask, ASK_FORM, idOf, QUESTIONS } from '../../../testing/request-scene.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { ProvisioningJob } from '../../provisioning/provisioning-job.entity.js';
import { Service } from '../../catalogue/service.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { StructureMember } from '../../territories/structure-member.entity.js';
import { ServiceRequest } from '../service-request.entity.js';

describe('asking for a service', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const requests = (service: Service): Promise<ServiceRequest[]> =>
    portal.database.getRepository(ServiceRequest).findBy({ serviceId: service.id });
  const subscriptions = (service: Service): Promise<Subscription[]> =>
    portal.database.getRepository(Subscription).findBy({ serviceId: service.id });

  it('sends the answers to the operators, and tells both sides by mail', async () => {
    const service = await aService(portal);
    const operator = await portal.account({ operatorOf: service.structureId });
    const account = await portal.account();
    const client = await portal.signIn(account);
    const page = await ask(portal, client, service);
    expect(page.path).toContain('/demandes/');
    expect(page.$('main').text()).toContain('Les comptes rendus');
    const [request] = await requests(service);
    expect(request).toMatchObject({ status: 'submitted', answers: { people: '12', space: '20 Go' } });
    const link = `/demandes/${request!.id}`;
    expect((await portal.mailsTo(account.email)).map((mail) => mail.body).join()).toContain(link);
    expect((await portal.mailsTo(operator.email)).map((mail) => mail.body).join()).toContain(`/operateur${link}`);
  });

  it('keeps a draft when asked to, and when something is wrong, with all that was typed', async () => {
    const service = await aService(portal);
    const client = await portal.signIn();
    const path = `/services/${service.slug}/demande`;
    const first = await client.submit(await client.get(path), ASK_FORM, { 'q-people': '7' }, 'button[value=draft]');
    expect(first.path).toBe('/demandes');
    const wrong = { ...ANSWERS, 'q-people': 'beaucoup' };
    const page = await client.submit(await client.get(path), ASK_FORM, wrong, 'button[value=send]');
    expect(page.status).toBe(422);
    expect(page.$('input[name=q-people]').attr('value')).toBe('beaucoup');
    expect(page.$('#field-q-people-error, [id$="q-people-error"]').text()).not.toBe('');
    const again = await client.get(path);
    expect(again.$('textarea[name=q-purpose]').text()).toBe('Les comptes rendus');
    expect(await requests(service)).toHaveLength(1);
  });

  it('makes one request of two tabs and a double click', async () => {
    const service = await aService(portal);
    const client = await portal.signIn();
    const page = await client.get(`/services/${service.slug}/demande`);
    const pages = await Promise.all(
      [1, 2, 3, 4].map(() => client.clone().submit(page, ASK_FORM, ANSWERS, 'button[value=send]')),
    );
    expect(new Set(pages.map(idOf)).size).toBe(1);
    expect(await requests(service)).toHaveLength(1);
  });

  it('grants an open service at once, and once, with its provisioning job', async () => {
    const service = await aService(portal, { accessMode: 'open', questions: [] });
    const client = await portal.signIn();
    const page = await client.get(`/services/${service.slug}/demande`);
    const pages = await Promise.all(
      [1, 2, 3].map(() => client.clone().submit(page, ASK_FORM, {}, 'button[value=send]')),
    );
    for (const after of pages) expect(after.path).toBe('/mes-services');
    const [subscription, ...others] = await subscriptions(service);
    expect(others).toEqual([]);
    expect(subscription).toMatchObject({ status: 'active', quota: 5_000_000_000 });
    const jobs = await portal.database.getRepository(ProvisioningJob).findBy({ subscriptionId: subscription!.id });
    expect(jobs).toHaveLength(1);
    expect((await requests(service)).map(({ status }) => status)).toEqual(['approved']);
  });

  it('gives the last place once, however many ask at the same time, and a waiting list to the others', async () => {
    const service = await aService(portal, { accessMode: 'open', questions: [], capacity: 1 });
    const clients = await Promise.all([1, 2, 3].map(() => portal.signIn()));
    const forms = await Promise.all(clients.map((client) => client.get(`/services/${service.slug}/demande`)));
    const pages = await Promise.all(
      clients.map((client, index) => client.submit(forms[index]!, ASK_FORM, {}, 'button[value=send]')),
    );
    expect(pages.filter(({ path }) => path === '/mes-services')).toHaveLength(1);
    expect(await subscriptions(service)).toHaveLength(1);
    const places: string[] = [];
    for (const [index, page] of pages.entries()) {
      if (page.path === '/mes-services') continue;
      const shown = await clients[index]!.get(page.path);
      places.push(/place \d sur \d/.exec(shown.$('main').text())?.[0] ?? 'none');
    }
    expect(places.sort()).toEqual(['place 1 sur 2', 'place 2 sur 2']);
  });

  it('opens a service without account for a visitor, who is not asked to sign in', async () => {
    const service = await aService(portal, { accessMode: 'without-account', address: `${portal.origin}/healthz` });
    const page = await portal.visitor().get(`/services/${service.slug}/demande`);
    expect(page.path).toBe('/healthz');
    const closed = await aService(portal);
    expect((await portal.visitor().get(`/services/${closed.slug}/demande`)).path).toContain('/connexion');
  });

  it('lets the members of a structure in, and tells the others who can help', async () => {
    const service = await aService(portal, {
      accessMode: 'members-only',
      questions: [],
      alternativeHelp: 'La médiathèque vous aide le mardi.',
    });
    const member = await portal.account();
    await portal.database.getRepository(StructureMember).insert({
      id: portal.newId(),
      structureId: service.structureId,
      email: member.email,
      name: '',
      createdAt: portal.clock.now(),
    });
    const granted = await ask(portal, await portal.signIn(member), service, {});
    expect(granted.path).toBe('/mes-services');
    const stranger = await portal.signIn();
    const page = await stranger.get(`/services/${service.slug}/demande`);
    expect(page.$('main').text()).toContain('La médiathèque vous aide le mardi.');
    expect(page.$(ASK_FORM).length).toBe(0);
    const forced = await stranger.post(
      `/services/${service.slug}/demande`,
      new URLSearchParams({ _csrf: stranger.csrf(page), pour: 'moi', formulaire: 'x', action: 'send' }),
    );
    expect(forced.status).toBe(422);
    expect(await subscriptions(service)).toHaveLength(1);
  });

  it('says why to somebody whose commune is not served, and offers other services for the same need', async () => {
    const far = await portal.commune('Paris', '75056', false);
    const service = await aService(portal);
    const other = await aService(portal, { name: 'Le nuage des voisins' });
    const client = await portal.signIn({ communeId: far.id });
    const page = await client.get(`/services/${service.slug}/demande`);
    expect(page.$(ASK_FORM).length).toBe(0);
    expect(page.$(`a[href="/services/${other.slug}"]`).length).toBeGreaterThan(0);
  });

  it('is done for an organisation by its owners and managers only', async () => {
    const service = await aService(portal);
    const [owner, member] = [await portal.account(), await portal.account()];
    const organisation = await anOrganisation(portal, [
      [owner, 'owner'],
      [member, 'member'],
    ]);
    const page = await ask(portal, await portal.signIn(owner), service, ANSWERS, organisation.id);
    expect(page.$('main').text()).toContain(organisation.name);
    const stranger = await portal.signIn(member);
    expect((await stranger.get(`/services/${service.slug}/demande?pour=${organisation.id}`)).status).toBe(404);
    const form = await stranger.get(`/services/${service.slug}/demande`);
    const forced = await stranger.submit(form, ASK_FORM, { ...ANSWERS, pour: organisation.id }, 'button[value=send]');
    expect(forced.status).toBe(404);
    expect((await stranger.get(`/demandes/${idOf(page)}`)).status).toBe(404);
  });

  it('shows a form that changed meanwhile again, with what was typed where it still fits', async () => {
    const service = await aService(portal);
    const client = await portal.signIn();
    const path = `/services/${service.slug}/demande`;
    const page = await client.get(path);
    const questions = [
      ...QUESTIONS.slice(0, 2),
      { name: 'reason', kind: 'short-text', label: 'Autre question', required: false },
    ];
    await portal.database.getRepository(Service).update({ id: service.id }, { questions: questions as never });
    const after = await client.submit(page, ASK_FORM, ANSWERS, 'button[value=send]');
    expect(after.status).toBe(422);
    expect(after.$('input[name=q-people]').attr('value')).toBe('12');
    expect(after.$('main').text()).toContain('Autre question');
    expect((await requests(service)).map(({ status }) => status)).toEqual(['draft']);
    const sent = await client.submit(after, ASK_FORM, {}, 'button[value=send]');
    expect(sent.path).toContain('/demandes/');
  });

  it('tells on the next visit that the form changed since the draft', async () => {
    const service = await aService(portal);
    const client = await portal.signIn();
    const path = `/services/${service.slug}/demande`;
    await client.submit(await client.get(path), ASK_FORM, { 'q-people': '3' }, 'button[value=draft]');
    await portal.database
      .getRepository(Service)
      .update({ id: service.id }, { questions: QUESTIONS.slice(0, 1) as never });
    expect((await client.get(path)).$('main').text()).toContain('Le formulaire a changé depuis votre brouillon');
  });

  it.each([
    ['NUL', { 'q-purpose': 'a\u0000b' }],
    ['an unknown option', { 'q-space': '1 To' }],
    ['another kind', { 'q-people': '{"$gt":0}' }],
    ['far too much', { 'q-purpose': 'x'.repeat(5000) }],
  ])('answers hostile input beside its field: %s', async (_, changes) => {
    const service = await aService(portal);
    const client = await portal.signIn();
    const page = await client.get(`/services/${service.slug}/demande`);
    const after = await client.submit(page, ASK_FORM, { ...ANSWERS, ...changes }, 'button[value=send]');
    expect(after.status).toBe(422);
    expect(after.$('[aria-invalid=true], .field--invalid').length).toBeGreaterThan(0);
    expect((await requests(service)).every(({ status }) => status === 'draft')).toBe(true);
  });

  it('does not break on repeated parameters, broken ids and huge bodies', async () => {
    const service = await aService(portal);
    const client = await portal.signIn();
    const path = `/services/${service.slug}/demande`;
    const csrf = client.csrf(await client.get(path));
    const post = (body: string): Promise<number> =>
      client
        .post(path, `_csrf=${encodeURIComponent(csrf)}&${body}`, {
          'content-type': 'application/x-www-form-urlencoded',
        })
        .then(({ status }) => status);
    expect(await post('pour=moi&pour=moi&action=send')).toBe(404);
    expect(await post('pour=..%2F..&action=send')).toBe(404);
    expect(await post('action=send&q-people=1&q-people=2')).toBe(422);
    expect(await post('action=send&q-purpose=%ff%fe')).toBe(422);
    expect(await post(`action=send&q-purpose=${'x'.repeat(300_000)}`)).toBe(413);
    expect((await client.get(`${path}?pour=%00`)).status).toBe(404);
    expect((await client.get(`${path}?pour[]=a`)).status).toBeLessThan(500);
  });

  it('escapes what people wrote', async () => {
    const service = await aService(portal);
    const client = await portal.signIn();
    const page = await ask(portal, client, service, { ...ANSWERS, 'q-purpose': '<script>alert(1)</script>' });
    expect(page.html).not.toContain('<script>alert(1)</script>');
    expect(page.$('main').text()).toContain('<script>alert(1)</script>');
  });
});
