import {
  startEtherpadPeer,
  startHedgeDocPeer,
  type EtherpadPeer,
  type HedgeDocPeer,
  type PageClient,
} from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { aService, anOrganisation } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import { Service } from '../../catalogue/service.entity.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { giveSecrets } from '../../../testing/catalogue-fixtures.js';

const NEW = 'form[action$="/documents"]';

describe('the documents of a subscription', () => {
  let portal: TestPortal;
  let etherpad: EtherpadPeer;
  let hedgedoc: HedgeDocPeer;
  let pads: Service;
  let notes: Service;
  let bareNotes: Service;

  beforeAll(async () => {
    [portal, etherpad, hedgedoc] = await Promise.all([startTestPortal(), startEtherpadPeer(), startHedgeDocPeer()]);
    pads = await aTool(
      'Pads',
      'etherpad',
      { url: etherpad.url, authentication: 'oauth', clientId: etherpad.clientId },
      {
        clientSecret: etherpad.clientSecret,
      },
    );
    const account = { url: hedgedoc.url, email: hedgedoc.email };
    notes = await aTool('Notes', 'hedgedoc', account, { password: hedgedoc.password });
    bareNotes = await aTool('Notes sans compte', 'hedgedoc', { url: hedgedoc.url }, {});
  });
  afterAll(async () => {
    await portal.stop();
    await Promise.all([etherpad.stop(), hedgedoc.stop()]);
  });

  async function aTool(name: string, connectorId: string, settings: object, secrets: object): Promise<Service> {
    const service = await aService(portal, {
      name,
      connectorId,
      connectorSettings: settings as never,
      approvedHosts: ['127.0.0.1'],
      allowPrivateHosts: true,
    });
    await giveSecrets(portal, service, secrets);
    return service;
  }

  async function granted(
    service: Service,
    holder: { accountId: string } | { organisationId: string },
  ): Promise<Subscription> {
    const subscriptions = portal.app.get(SubscriptionsService);
    const subscription = await portal.database.transaction((manager) =>
      subscriptions.grant(manager, { serviceId: service.id, holder, requestId: null, quota: null }),
    );
    await portal.runJobs();
    return subscription;
  }
  const namesOn = async (client: PageClient, id: string): Promise<string[]> => {
    const page = await client.get(`/mes-services/${id}/documents`);
    return page
      .$('tbody th')
      .toArray()
      .map((cell) => page.$(cell).text());
  };

  async function holderOf(service: Service): Promise<{ account: Account; client: PageClient; id: string }> {
    const account = await portal.account();
    const { id } = await granted(service, { accountId: account.id });
    return { account, client: await portal.signIn(account), id };
  }

  it.each(['pads', 'notes'] as const)('are made, listed and opened by their names (%s)', async (kind) => {
    const { client, id } = await holderOf(kind === 'pads' ? pads : notes);
    const list = await client.get('/mes-services');
    const page = await client.get(list.$('main a[href$="/documents"]').attr('href')!);
    const after = await client.submit(page, NEW, { name: 'Budget' });
    expect(after.$('main').text()).toContain('Budget');
    expect(await namesOn(client, id)).toContain('Budget');
    const form = `form:has(input[value="Budget"])`;
    const leaves = await client.submit(await client.get(`/mes-services/${id}/documents`), form);
    const target = leaves
      .$('a')
      .toArray()
      .map((link) => leaves.$(link).attr('href') ?? '');
    const address = `${leaves.headers.get('refresh') ?? ''} ${target.join(' ')}`;
    expect(address).toContain(kind === 'pads' ? `${etherpad.url}/p/` : `${hedgedoc.url}/ronron-`);
  });

  it('come back beside what was typed when the tool cannot hold the name, or has it already', async () => {
    const { client, id } = await holderOf(pads);
    const path = `/mes-services/${id}/documents`;
    for (const [name, words] of [
      ['', 'Donnez un nom'],
      ['a/b?', 'ne peut pas garder ce nom'],
      ['Accueil', 'porte déjà ce nom'],
    ] as const) {
      const refused = await client.submit(await client.get(path), NEW, { name });
      const typed = refused.$('form.form input[name="name"]').val() ?? '';
      expect([refused.status, typed]).toEqual([422, name]);
      expect(refused.$('main').text()).toContain(words);
    }
    expect(await namesOn(client, id)).toEqual(['Accueil']);
  });

  it('are one association’s: its members share them, others see that there is nothing', async () => {
    const [chair, member, stranger] = await Promise.all([portal.account(), portal.account(), portal.account()]);
    const circle = await anOrganisation(portal, [
      [chair, 'owner'],
      [member, 'member'],
    ]);
    const { id } = await granted(pads, { organisationId: circle.id });
    const [first, second, curious] = await Promise.all([chair, member, stranger].map((one) => portal.signIn(one)));
    await first!.submit(await first!.get(`/mes-services/${id}/documents`), NEW, { name: 'Statuts' });
    expect(await namesOn(second!, id)).toContain('Statuts');
    for (const path of [`/mes-services/${id}/documents`, '/mes-services/x/documents']) {
      expect((await curious!.get(path)).status).toBe(404);
    }
  });

  it('are refused with a word of what to do while suspended, and where the tool keeps them to itself', async () => {
    const { client, id } = await holderOf(pads);
    const subscriptions = portal.app.get(SubscriptionsService);
    await portal.database.transaction((manager) => subscriptions.suspend(manager, id, 'operator'));
    const page = await client.get(`/mes-services/${id}/documents`);
    expect([page.$('main').text().includes('suspendu'), page.$(NEW).length]).toEqual([true, 0]);
    const bare = await holderOf(bareNotes);
    const unlisted = await bare.client.get(`/mes-services/${bare.id}/documents`);
    expect(unlisted.$('main').text()).toContain('Ouvrez-le pour les retrouver');
    expect(unlisted.$('form[action$="/ouverture"]')).toHaveLength(1);
  });

  it('leave the page standing when the tool is down', async () => {
    const gone = await startHedgeDocPeer();
    const service = await aTool(
      'Notes perdues',
      'hedgedoc',
      { url: gone.url, email: gone.email },
      { password: gone.password },
    );
    const { client, id } = await holderOf(service);
    await gone.stop();
    const page = await client.get(`/mes-services/${id}/documents`);
    expect([page.status, page.$('main').text().includes('ne répond pas')]).toEqual([200, true]);
  });
});
