import type { Page, PageClient } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation, aService } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import type { MembershipRole } from '../../organisations/membership.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService, type Holder } from '../subscriptions.service.js';

const FORM = 'form[action$="/fin"]';

describe('the end of a service', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  async function granted(holder: Holder): Promise<Subscription> {
    const { id: serviceId } = await aService(portal, {
      name: 'Nuage du Steir',
      connectorSettings: { url: 'https://nuage.example', behaviour: 'ok' } as never,
    });
    const subscription = await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService).grant(manager, { serviceId, holder, requestId: null, quota: null }),
    );
    await portal.runJobs();
    return subscription;
  }
  const statusOf = async ({ id }: Subscription): Promise<string> =>
    (await portal.database.getRepository(Subscription).findOneByOrFail({ id })).status;
  const pageOf = (client: PageClient, { id }: Subscription): Promise<Page> => client.get(`/mes-services/${id}/fin`);

  it('is told beforehand, confirmed, and carried out in the tool', async () => {
    const account = await portal.account();
    const subscription = await granted({ accountId: account.id });
    const client = await portal.signIn(account);
    const list = await client.get('/mes-services');
    const page = await client.get(list.$('main a[href$="/fin"]').attr('href')!);
    expect(page.$('h1').text()).toContain('Nuage du Steir');
    expect(page.$('main').text()).toContain('sera effacé chez Linux Quimper');

    const unsure = await client.submit(page, FORM);
    expect(unsure.status).toBe(422);
    expect(unsure.$('#field-saved-error').length).toBe(1);
    expect(await statusOf(subscription)).toBe('active');

    const done = await client.submit(page, FORM, { saved: 'on' });
    expect(done.path).toBe('/mes-services');
    expect(done.$('main').text()).toContain('Nuage du Steir est arrêté');
    expect(done.$('main .card')).toHaveLength(0);
    expect((await portal.mailsTo(account.email)).at(-1)!.subject).toBe('Nuage du Steir est arrêté');
    await portal.runJobs();
    const { appliedRevision, wantedRevision } = await portal.database
      .getRepository(Subscription)
      .findOneByOrFail({ id: subscription.id });
    expect(appliedRevision).toBe(wantedRevision);
  });

  it('happens once, however often the form is sent', async () => {
    const account = await portal.account();
    const subscription = await granted({ accountId: account.id });
    const client = await portal.signIn(account);
    const page = await pageOf(client, subscription);
    const both = await Promise.all([1, 2].map(() => client.clone().submit(page, FORM, { saved: 'on' })));
    expect(both.map(({ path }) => path)).toEqual(['/mes-services', '/mes-services']);
    const mails = (await portal.mailsTo(account.email)).filter(({ subject }) => subject.includes('arrêté'));
    expect(mails).toHaveLength(1);
  });

  it('is for the owners of an organisation alone, who all hear of it', async () => {
    const [owner, other, manager, member, stranger] = await Promise.all([1, 2, 3, 4, 5].map(() => portal.account()));
    const members = [
      [owner!, 'owner'],
      [other!, 'owner'],
      [manager!, 'manager'],
      [member!, 'member'],
    ] as [Account, MembershipRole][];
    const organisation = await anOrganisation(portal, members, { name: 'Les Amis du Steir' });
    const subscription = await granted({ organisationId: organisation.id });
    for (const account of [manager!, member!, stranger!]) {
      const client = await portal.signIn(account);
      expect((await client.get('/mes-services')).$('main a[href$="/fin"]')).toHaveLength(0);
      expect((await pageOf(client, subscription)).status).toBe(404);
      const body = new URLSearchParams({ _csrf: client.csrf(await client.get('/compte')), saved: 'on' });
      expect((await client.post(`/mes-services/${subscription.id}/fin`, body)).status).toBe(404);
    }
    const client = await portal.signIn(owner!);
    const page = await pageOf(client, subscription);
    expect(page.$('main').text()).toContain('Les 4 personnes qui font partie de Les Amis du Steir');
    await client.submit(page, FORM, { saved: 'on' });
    expect(await statusOf(subscription)).toBe('ended');
    for (const { email } of [owner!, other!]) {
      expect((await portal.mailsTo(email)).at(-1)!.subject).toContain('Les Amis du Steir');
    }
    expect(await portal.mailsTo(member!.email)).toHaveLength(0);
  });
});
