import type { Page, PageClient } from '@ronron/testing';
import { ANSWERS, aService, anOrganisation, ask, idOf } from '../../../testing/request-scene.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { AuditEntry } from '../../../platform/audit/audit-entry.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { ProvisioningJob } from '../../provisioning/provisioning-job.entity.js';
import { RoleGrant } from '../../roles/role-grant.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { RequestEvent } from '../request-event.entity.js';
import { ServiceRequest } from '../service-request.entity.js';

describe('deciding a request', () => {
  let portal: TestPortal;
  let service: Service;
  let katell: PageClient;
  let goulven: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    service = await aService(portal);
    katell = await portal.signIn({ operatorOf: service.structureId, displayName: 'Katell' });
    goulven = await portal.signIn({ operatorOf: service.structureId, displayName: 'Goulven' });
  });
  afterAll(() => portal.stop());

  const stored = (id: string): Promise<ServiceRequest> =>
    portal.database.getRepository(ServiceRequest).findOneByOrFail({ id });
  const subscriptions = (requestId: string): Promise<Subscription[]> =>
    portal.database.getRepository(Subscription).findBy({ requestId });
  const form = (verb: string): string => `form[action$="/${verb}"]`;

  async function asked(of = service): Promise<string> {
    return idOf(await ask(portal, await portal.signIn({ displayName: 'Maïwenn Demandeuse' }), of));
  }

  function shown(client: PageClient, id: string): Promise<Page> {
    return client.get(`/operateur/demandes/${id}`);
  }

  it('shows all that is needed on one page', async () => {
    const owner = await portal.account();
    const organisation = await anOrganisation(portal, [[owner, 'owner']], { rna: 'W294001111' });
    const id = idOf(await ask(portal, await portal.signIn(owner), service, ANSWERS, organisation.id));
    const text = (await shown(katell, id)).$('main').text();
    for (const needed of [organisation.name, 'W294001111', owner.email, 'Quimper', 'Les comptes rendus', '20 Go'])
      expect(text).toContain(needed);
  });

  it('grants: subscription, job, event, audit and mail stand together', async () => {
    const account = await portal.account();
    const id = idOf(await ask(portal, await portal.signIn(account), service));
    const page = await katell.submit(await shown(katell, id), form('approbation'), {
      quota: '7,5',
      word: 'Bienvenue !',
    });
    expect(page.$('main').text()).toContain('La demande est acceptée');
    expect(await stored(id)).toMatchObject({ status: 'approved' });
    const [subscription] = await subscriptions(id);
    expect(subscription).toMatchObject({ quota: 7_500_000_000, accountId: account.id, status: 'active' });
    const { manager } = portal.database;
    expect(await manager.countBy(ProvisioningJob, { subscriptionId: subscription!.id })).toBe(1);
    expect(await manager.countBy(AuditEntry, { subjectId: id, action: 'request.approved' })).toBe(1);
    expect((await portal.mailsTo(account.email)).at(-1)!.body).toContain('Bienvenue !');
  });

  it('grants the service’s usual space when nothing else is said, and refuses a space that makes no sense', async () => {
    const id = await asked();
    const page = await shown(katell, id);
    for (const quota of ['-1', '0', 'beaucoup', '1e9', '99999999']) {
      const wrong = await katell.submit(page, form('approbation'), { quota });
      expect(wrong.status).toBe(422);
      expect(wrong.$('input[name=quota]').attr('value')).toBe(quota);
    }
    await katell.submit(page, form('approbation'), { quota: '' });
    expect(await subscriptions(id)).toMatchObject([{ quota: service.defaultQuota }]);
  });

  it('needs a reason to refuse, and offers sentences to begin with', async () => {
    const id = await asked();
    const page = await shown(katell, id);
    expect((await katell.submit(page, form('refus'), { reason: ' ' })).status).toBe(422);
    expect((await stored(id)).status).toBe('submitted');
    const started = await katell.get(page.$('a[href*="phrase=capacity"]').attr('href')!);
    expect(started.$('textarea[name=reason]').text()).toContain(service.name);
    const unknown = { reason: 'Non.', alternative: portal.newId() };
    expect((await katell.submit(page, form('refus'), unknown)).status).toBe(422);
    expect((await stored(id)).status).toBe('submitted');
  });

  it('tells the second operator what the first did, and does nothing twice', async () => {
    const id = await asked();
    const pages = [await shown(katell, id), await shown(goulven, id)];
    await katell.submit(pages[0]!, form('refus'), { reason: 'Plus de place.' });
    const second = await goulven.submit(pages[1]!, form('approbation'));
    expect(second.$('main').text()).toContain('Katell a déjà refusé');
    expect(await subscriptions(id)).toEqual([]);
    expect((await stored(id)).status).toBe('refused');
  });

  it('decides once when two operators click in the same moment', async () => {
    const id = await asked();
    const third = await portal.signIn({ operatorOf: service.structureId, displayName: 'Rozenn' });
    const pages = [await shown(katell, id), await shown(goulven, id), await shown(third, id)];
    const after = await Promise.all([
      katell.submit(pages[0]!, form('approbation')),
      goulven.submit(pages[1]!, form('refus'), { reason: 'Non.' }),
      third.submit(pages[2]!, form('approbation')),
    ]);
    expect(after.filter((page) => page.$('main').text().includes('Rien n’a été fait'))).toHaveLength(2);
    const { status } = await stored(id);
    expect(await subscriptions(id)).toHaveLength(status === 'approved' ? 1 : 0);
    const events = await portal.database.getRepository(RequestEvent).findBy({ requestId: id });
    expect(events.filter((event) => event.status === 'approved' || event.status === 'refused')).toHaveLength(1);
  });

  it('stops an operator who did not read what the requester has just written', async () => {
    const client = await portal.signIn({ displayName: 'Maïwenn' });
    const id = idOf(await ask(portal, client, service));
    const page = await shown(katell, id);
    await client.submit(await client.get(`/demandes/${id}`), form('reponse'), {
      message: 'Finalement 2 Go suffisent.',
    });
    const after = await katell.submit(page, form('approbation'));
    expect(after.$('main').text()).toContain('Maïwenn vient d’écrire');
    expect((await stored(id)).status).toBe('submitted');
  });

  it('keeps notes between operators', async () => {
    const client = await portal.signIn();
    const id = idOf(await ask(portal, client, service));
    await katell.submit(await shown(katell, id), form('note'), { note: 'Déjà vue au forum.' });
    expect((await shown(goulven, id)).$('main').text()).toContain('Déjà vue au forum.');
    expect((await client.get(`/demandes/${id}`)).html).not.toContain('Déjà vue au forum.');
  });

  it('does not grant beyond the capacity', async () => {
    const small = await aService(portal, { capacity: 1 });
    const ids = [await asked(small), await asked(small)];
    const pages = [await shown(katell, ids[0]!), await shown(katell, ids[1]!)];
    await Promise.all(pages.map((page) => katell.clone().submit(page, form('approbation'))));
    const statuses = await Promise.all(ids.map(async (id) => (await stored(id)).status));
    expect(statuses.sort()).toEqual(['approved', 'submitted']);
  });

  it('leaves an appeal to somebody else than who refused', async () => {
    const client = await portal.signIn();
    const id = idOf(await ask(portal, client, service));
    await katell.submit(await shown(katell, id), form('refus'), { reason: 'Non.' });
    const appeal = idOf(
      await client.submit(await client.get(`/demandes/${id}`), form('recours'), { plea: 'Un malentendu.' }),
    );
    const own = await katell.submit(await shown(katell, appeal), form('approbation'));
    expect(own.$('main').text()).toContain('une autre personne');
    expect((await stored(appeal)).status).toBe('submitted');
    await goulven.submit(await shown(goulven, appeal), form('approbation'));
    expect((await stored(appeal)).status).toBe('approved');
  });

  it('is not for drafts: nobody but their author sees them', async () => {
    const client = await portal.signIn();
    const page = await client.get(`/services/${service.slug}/demande`);
    await client.submit(page, 'form[action$="/demande"]', { 'q-people': '3' }, 'button[value=draft]');
    const draft = await portal.database
      .getRepository(ServiceRequest)
      .findOneByOrFail({ serviceId: service.id, status: 'draft' });
    expect((await shown(katell, draft.id)).status).toBe(404);
  });

  describe('of another structure', () => {
    it('is impossible: no page shows it and no action reaches it', async () => {
      const id = await asked();
      const other = await portal.structure('Une autre structure');
      const stranger = await portal.signIn({ operatorOf: other.id, displayName: 'Étrangère' });
      expect((await stranger.get('/operateur/demandes?statut=all')).html).not.toContain(id);
      expect((await stranger.get(`/operateur/demandes?statut=all&service=${service.id}`)).html).not.toContain(id);
      expect((await stranger.get('/operateur')).html).not.toContain(id);
      expect((await shown(stranger, id)).status).toBe(404);
      const csrf = stranger.csrf(await stranger.get('/operateur'));
      for (const verb of ['approbation', 'refus', 'question', 'remontee', 'note']) {
        const body = new URLSearchParams({
          _csrf: csrf,
          version: String((await stored(id)).version),
          reason: 'x',
          question: 'x',
          note: 'x',
        });
        expect((await stranger.post(`/operateur/demandes/${id}/${verb}`, body)).status).toBe(404);
      }
      expect((await stored(id)).status).toBe('submitted');
      expect(await portal.database.getRepository(RequestEvent).countBy({ requestId: id })).toBe(2);
    });

    it('is not announced to its operators', async () => {
      const other = await portal.structure('Encore une autre');
      const stranger = await portal.account({ operatorOf: other.id });
      await asked();
      expect(await portal.mailsTo(stranger.email)).toEqual([]);
    });
  });

  it('is announced at once, in the morning or never, as each operator chose', async () => {
    const own = await portal.structure('Ti ar Bed');
    const quiet = await aService(portal, { structureId: own.id });
    const accounts = await Promise.all(['a', 'b', 'c'].map(() => portal.account({ operatorOf: own.id })));
    const grants = portal.database.getRepository(RoleGrant);
    await grants.update({ accountId: accounts[1]!.id }, { notify: 'daily' });
    await grants.update({ accountId: accounts[2]!.id }, { notify: 'never' });
    await asked(quiet);
    await asked(quiet);
    const mails = async (): Promise<number[]> =>
      Promise.all(accounts.map(async ({ email }) => (await portal.mailsTo(email)).length));
    expect(await mails()).toEqual([2, 0, 0]);
    await portal.runJobs();
    expect(await mails()).toEqual([2, 0, 0]);
    portal.clock.advance(24 * 3600 * 1000);
    await portal.runJobs();
    expect(await mails()).toEqual([2, 1, 0]);
    const [digest] = await portal.mailsTo(accounts[1]!.email);
    expect(digest!.body.match(new RegExp(quiet.name, 'g'))).toHaveLength(2);
  }, 30_000);

  it('finds requests by status, service, age, kind of holder and name, page by page', async () => {
    const busy = await aService(portal);
    for (let index = 0; index < 32; index++) await asked(busy);
    const first = await katell.get(`/operateur/demandes?service=${busy.id}`);
    const links = (page: Page): string[] =>
      page
        .$('tbody a[href^="/operateur/demandes/"]')
        .map((_, link) => page.$(link).attr('href')!)
        .get();
    const second = await katell.get(first.$('a[rel=next]').attr('href')!);
    expect([links(first).length, links(second).length]).toEqual([30, 2]);
    expect(new Set([...links(first), ...links(second)]).size).toBe(32);
    const count = async (query: string): Promise<number> =>
      links(await katell.get(`/operateur/demandes?service=${busy.id}&${query}`)).length;
    expect(await count('pour=organisation')).toBe(0);
    expect(await count('q=demandeuse')).toBe(30);
    expect(await count('q=%25')).toBe(0);
    expect(await count('age=30')).toBe(0);
    expect(await count('statut=refused')).toBe(0);
    expect(await count('statut=nonsense&age=x&apres=%00~x&q=%00')).toBe(30);
  }, 60_000);
});
