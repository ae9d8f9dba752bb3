import { pairwiseSub } from '@ronron/oidc';
import { startOcsPeer, type OcsPeer } from '@ronron/testing';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { aService, anOrganisation } from '../../testing/request-scene.js';
import { Account } from '../accounts/account.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { Membership } from '../organisations/membership.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { OidcClient } from '../sso/clients/oidc-client.entity.js';
import { ServiceClients } from '../sso/clients/service-clients.service.js';
import type { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { giveSecrets } from '../../testing/catalogue-fixtures.js';

/** The whole way from what people do on the portal to what a cloud then holds. */
describe('a cloud that follows people', () => {
  let portal: TestPortal;
  let peer: OcsPeer;
  let service: Service;

  beforeAll(async () => {
    [portal, peer] = await Promise.all([startTestPortal(), startOcsPeer()]);
    service = await cloud();
  });
  afterAll(async () => {
    await portal.stop();
    await peer.stop();
  });

  async function cloud(): Promise<Service> {
    const made = await aService(portal, {
      connectorId: 'nextcloud',
      connectorSettings: { url: peer.url, adminUser: peer.adminUser } as never,
      approvedHosts: ['127.0.0.1'],
      allowPrivateHosts: true,
    });
    await giveSecrets(portal, made, { adminPassword: peer.adminPassword });
    return made;
  }

  async function granted(holder: object, quota: number, at = service): Promise<Subscription> {
    const subscription = await portal.database.transaction((manager) =>
      portal.app
        .get(SubscriptionsService)
        .grant(manager, { serviceId: at.id, holder: holder as { accountId: string }, requestId: null, quota }),
    );
    await portal.runJobs();
    return subscription;
  }

  const inCloud = ({ id }: Account) => peer.users.get(id);
  /** Whether somebody sees the team folder of a subscription. */
  const sees = (account: Account, { id }: Subscription): boolean => {
    const user = inCloud(account);
    return user !== undefined && user.enabled && user.groups.has(`ronron-${id}`);
  };

  it('knows a person under the subject of its sign-in, whatever gives them access', async () => {
    const account = await portal.account();
    const other = await cloud();
    const administrator = await portal.account({ administrator: true });
    const actor = { accountId: administrator.id, administrator: true } as never;
    await portal.app.get(ServiceClients).of(actor, other.id);
    await portal.database.getRepository(OidcClient).update({ serviceId: other.id }, { pairwiseSalt: 'a salt' });
    const circle = await anOrganisation(portal, [[account, 'owner']]);
    await granted({ accountId: account.id }, 5e9, other);
    await granted({ organisationId: circle.id }, 20e9, other);
    const users = [...peer.users.values()].filter(({ email }) => email === account.email);
    expect(users.map(({ id, quota }) => [id, quota])).toEqual([[pairwiseSub('a salt', account.id), '4.7 GB']]);
  });

  it('lets a member out who leaves, and keeps what they have otherwise', async () => {
    const [owner, stays, leaves] = [await portal.account(), await portal.account(), await portal.account()];
    const circle = await anOrganisation(portal, [
      [owner, 'owner'],
      [stays, 'member'],
      [leaves, 'member'],
    ]);
    const team = await granted({ organisationId: circle.id }, 20e9);
    await granted({ accountId: stays.id }, 5e9);
    expect([owner, stays, leaves].map((account) => sees(account, team))).toEqual([true, true, true]);
    for (const account of [stays, leaves]) {
      const client = await portal.signIn(account);
      await client.submit(await client.get(`/organisations/${circle.id}`), 'form[action$="/depart"]');
    }
    await portal.runJobs();
    expect([owner, stays, leaves].map((account) => sees(account, team))).toEqual([true, false, false]);
    expect(inCloud(stays)).toMatchObject({ enabled: true, quota: '4.7 GB' });
    expect(inCloud(leaves)).toMatchObject({ enabled: false });
  });

  it('follows the name of an organisation, and who manages it', async () => {
    const [owner, second] = [await portal.account(), await portal.account()];
    const circle = await anOrganisation(portal, [
      [owner, 'owner'],
      [second, 'member'],
    ]);
    const team = await granted({ organisationId: circle.id }, 20e9);
    const folder = [...peer.folders.values()].find(({ groups }) => groups.has(`ronron-${team.id}`))!;
    expect([...folder.managers]).toEqual([owner.id]);
    const client = await portal.signIn(owner);
    const theirs = await portal.database
      .getRepository(Membership)
      .findOneByOrFail({ organisationId: circle.id, accountId: second.id });
    const page = await client.get(`/organisations/${circle.id}`);
    await client.submit(page, `form[action$="${theirs.id}/role"]`, { role: 'manager' });
    await portal.runJobs();
    expect([...folder.managers].sort()).toEqual([owner.id, second.id].sort());
    const edit = await client.get(`/organisations/${circle.id}/modification`);
    const form = 'form[action$="/modification"]';
    const values = { noNumberReason: 'informal', purpose: 'Jardiner ensemble', commune: 'Quimper' };
    const edited = await client.submit(edit, form, { ...values, name: 'Les Jardins de Locmaria' });
    expect(edited.path).toBe(`/organisations/${circle.id}`);
    await portal.runJobs();
    const { name } = await portal.database.getRepository(Organisation).findOneByOrFail({ id: circle.id });
    expect([name, folder.mountPoint]).toEqual(['Les Jardins de Locmaria', 'Les Jardins de Locmaria']);
  });

  it('closes everything to somebody who is suspended, and opens it again', async () => {
    const account = await portal.account();
    const circle = await anOrganisation(portal, [
      [await portal.account(), 'owner'],
      [account, 'member'],
    ]);
    await granted({ accountId: account.id }, 5e9);
    const team = await granted({ organisationId: circle.id }, 20e9);
    const operator = await portal.signIn({ operatorOf: service.structureId });
    const path = `/operateur/personnes/${account.id}`;
    const suspended = await operator.submit(await operator.get(path), 'form[action$="/suspension"]', {
      reason: 'Essai',
    });
    await portal.runJobs();
    expect([inCloud(account)!.enabled, sees(account, team)]).toEqual([false, false]);
    await operator.submit(suspended, 'form[action$="/reprise"]', { reason: 'Essai fini' });
    await portal.runJobs();
    expect([inCloud(account)!.enabled, sees(account, team), inCloud(account)!.quota]).toEqual([true, true, '4.7 GB']);
  });

  it('forgets a person whose account is erased, and keeps the folder of their organisation', async () => {
    const account = await portal.account();
    const circle = await anOrganisation(portal, [
      [await portal.account(), 'owner'],
      [account, 'member'],
    ]);
    await granted({ accountId: account.id }, 5e9);
    const team = await granted({ organisationId: circle.id }, 20e9);
    await portal.database.getRepository(Account).update({ id: account.id }, { deleteAfter: portal.clock.now() });
    await portal.runTask('purge-accounts');
    await portal.runJobs();
    expect(inCloud(account)).toBeUndefined();
    expect([...peer.folders.values()].filter(({ groups }) => groups.has(`ronron-${team.id}`))).toHaveLength(1);
  });
});
