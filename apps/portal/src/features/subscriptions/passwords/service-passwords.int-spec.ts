import { startRadicalePeer, type RadicalePeer } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { aService } from '../../../testing/request-scene.js';
import { Service } from '../../catalogue/service.entity.js';
import { Subscription } from '../subscription.entity.js';
import { SubscriptionsService } from '../subscriptions.service.js';
import { giveSecrets } from '../../../testing/catalogue-fixtures.js';

const FORM = 'form[action$="/mot-de-passe"]';

describe('a password for a tool with its own sign-in', () => {
  let portal: TestPortal;
  let radicale: RadicalePeer;
  let service: Service;

  beforeAll(async () => {
    [portal, radicale] = await Promise.all([startTestPortal(), startRadicalePeer()]);
    service = await aService(portal, {
      name: 'Agendas du Steir',
      connectorId: 'caldav',
      connectorSettings: { url: radicale.url, adminUser: radicale.adminUser } as never,
      approvedHosts: ['127.0.0.1'],
      allowPrivateHosts: true,
    });
    await giveSecrets(portal, service, { adminPassword: radicale.adminPassword });
  });
  afterAll(async () => {
    await portal.stop();
    await radicale.stop();
  });

  async function granted(accountId: string, serviceId = service.id): Promise<Subscription> {
    const subscription = await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService).grant(manager, {
        serviceId,
        holder: { accountId },
        requestId: null,
        quota: null,
      }),
    );
    await portal.runJobs();
    return subscription;
  }

  it('is made when asked for, shown once, opens the tool, and makes the one before useless', async () => {
    const account = await portal.account();
    const subscription = await granted(account.id);
    const client = await portal.signIn(account);
    const list = await client.get('/mes-services');
    const page = await client.get(list.$('main a[href$="/mot-de-passe"]').attr('href')!);
    expect(page.$('main code')).toHaveLength(0);

    const shown = await client.submit(page, FORM);
    const [login, first] = shown
      .$('main code')
      .toArray()
      .map((code) => shown.$(code).text()) as [string, string];
    const home = `/ronron-${login.split('-')[0]}/`;
    expect((await radicale.call('PROPFIND', home, login, first))[0]).toBe(207);

    const again = await client.submit(page, FORM);
    const second = again.$('main code').last().text();
    expect((await radicale.call('PROPFIND', home, login, first))[0]).toBe(401);
    expect((await radicale.call('PROPFIND', home, login, second))[0]).toBe(207);
    const kept = await portal.database.getRepository(Subscription).findOneByOrFail({ id: subscription.id });
    expect(JSON.stringify(kept)).not.toContain(second);
  });

  it('is not offered where the tool signs people in by itself or by the portal, nor to others', async () => {
    const [holder, stranger] = await Promise.all([portal.account(), portal.account()]);
    const other = await aService(portal);
    const [mine, without] = [await granted(holder.id), await granted(holder.id, other.id)];
    const client = await portal.signIn(holder);
    expect((await client.get('/mes-services')).$('main a[href$="/mot-de-passe"]')).toHaveLength(1);
    expect((await client.get(`/mes-services/${without.id}/mot-de-passe`)).status).toBe(404);
    const curious = await portal.signIn(stranger);
    for (const id of [mine.id, 'x', portal.newId()]) {
      expect((await curious.get(`/mes-services/${id}/mot-de-passe`)).status).toBe(404);
    }
  });
});
