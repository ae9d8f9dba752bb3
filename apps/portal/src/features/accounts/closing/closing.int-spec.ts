import { AppError, DAY, SECOND } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import type { Actor } from '../../../platform/security/actor.js';
import { startTestPortal, TEST_PASSWORD, type TestPortal } from '../../../testing/portal-harness.js';
import { grantAccess, grantDummy } from '../../../testing/granted-service.js';
import { aService, anOrganisation } from '../../../testing/request-scene.js';
import { DesiredStates } from '../../provisioning/desired-state.service.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../../subscriptions/subscriptions.service.js';
import { AccountSessions } from '../account-sessions.service.js';
import { Account } from '../account.entity.js';
import { AccountSuspensions } from './account-suspensions.service.js';
import { PeopleService } from './people.service.js';

describe('closing an account', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  const find = (id: string): Promise<Account | null> => portal.database.getRepository(Account).findOneBy({ id });
  const close = async (client: PageClient): Promise<Page> =>
    client.submit(await client.get('/compte/suppression'), 'main form', { sure: 'on' });
  const signIn = async (email: string): Promise<Page> => {
    const client = portal.visitor();
    const values = { email, password: TEST_PASSWORD };
    return client.submit(await client.get('/connexion'), 'form[action$="/connexion"]', values);
  };
  const actorOf = (account: Account): Promise<Actor> => portal.app.get(AccountSessions).actorOf(account, '127.0.0.1');

  const subscriptionOf = (id: string): Promise<Subscription | null> =>
    portal.database.getRepository(Subscription).findOneBy({ id });

  async function grant(account: Account): Promise<Subscription> {
    const { id: serviceId } = await aService(portal);
    const holder = { accountId: account.id };
    return grantAccess(portal, serviceId, holder);
  }

  it('wants a tick, signs out everywhere, and writes how to cancel', async () => {
    const account = await portal.account();
    const [here, there] = [await portal.signIn(account), await portal.signIn(account)];
    const bare = await here.submit(await here.get('/compte/suppression'), 'main form');
    expect(bare.$('#field-sure-error').length).toBe(1);
    expect((await find(account.id))!.deleteAfter).toBeNull();
    expect((await close(here)).path).toBe('/compte/suppression/enregistree');
    for (const client of [here, there]) expect((await client.get('/compte')).path).toContain('/connexion');
    const mail = (await portal.mailsTo(account.email)).at(-1)!;
    expect(mail.subject).toContain('avril 2040');
    expect(mail.body).toContain('/connexion');
  });

  it('is cancelled by signing in again, which says so', async () => {
    const account = await portal.account();
    await close(await portal.signIn(account));
    const page = await signIn(account.email);
    expect(page.$('main').text()).toContain('suppression de votre compte est annulée');
    portal.clock.advance(31 * DAY);
    await portal.runTask('purge-accounts');
    portal.clock.advance(-31 * DAY);
    expect(await find(account.id)).not.toBeNull();
  });

  it('closes the tools of its holder and of their organisations at once, until they are back', async () => {
    const account = await portal.account();
    const organisation = await anOrganisation(portal, [
      [await portal.account(), 'owner'],
      [account, 'member'],
    ]);
    const [own, shared] = [await grant(account), await grantDummy(portal, { organisationId: organisation.id })];
    const decided = await grant(account);
    const rights = portal.app.get(SubscriptionsService, { strict: false });
    await portal.database.transaction((manager) => rights.suspend(manager, decided.id, 'operator'));
    await portal.runJobs();
    const wanted = async (id: string) =>
      portal.app.get(DesiredStates, { strict: false }).of((await subscriptionOf(id))!);
    const members = async (): Promise<number> => (await wanted(shared)).members.length;
    expect([(await wanted(own.id)).state, await members()]).toEqual(['active', 2]);

    await close(await portal.signIn(account));
    const meanwhile = await grant(account);
    expect([(await wanted(own.id)).state, await members(), meanwhile.status]).toEqual(['suspended', 1, 'suspended']);
    const stopped = await portal.database.query<{ subscription_id: string; cause: string }[]>(
      'SELECT subscription_id, cause FROM access_removal WHERE account_id = $1',
      [account.id],
    );
    expect(new Map(stopped.map((row) => [row.subscription_id, row.cause]))).toEqual(
      new Map([own.id, shared, decided.id].map((id) => [id, 'closing'])),
    );
    await portal.runJobs();
    const { appliedRevision, wantedRevision } = (await subscriptionOf(own.id))!;
    expect(appliedRevision).toBe(wantedRevision);

    await signIn(account.email);
    expect([(await wanted(own.id)).state, await members()]).toEqual(['active', 2]);
    expect(await subscriptionOf(meanwhile.id)).toMatchObject({ status: 'active' });
    // What operators decided stays.
    expect(await subscriptionOf(decided.id)).toMatchObject({ status: 'suspended', suspendedFor: ['operator'] });
  });

  it('is final after 30 days, and leaves nothing of the account', async () => {
    const account = await portal.account({ operatorOf: (await portal.structure()).id });
    await close(await portal.signIn(account));
    portal.clock.advance(29 * DAY);
    await portal.runTask('purge-accounts');
    expect(await find(account.id)).not.toBeNull();
    portal.clock.advance(DAY);
    await portal.runTask('purge-accounts');
    portal.clock.advance(-30 * DAY);
    expect(await find(account.id)).toBeNull();
    const left = await portal.database.query<unknown[]>(
      'SELECT 1 FROM session WHERE account_id = $1 UNION ALL SELECT 1 FROM role_grant WHERE account_id = $1',
      [account.id],
    );
    expect(left).toEqual([]);
    expect((await portal.mailsTo(account.email)).at(-1)!.subject).toBe('Votre compte est effacé');
  });

  it('waits until the tools have let go of what the account held', async () => {
    const account = await portal.account();
    const subscription = await grant(account);
    await portal.runJobs();
    await close(await portal.signIn(account));
    portal.clock.advance(30 * DAY);
    await portal.runTask('purge-accounts');
    expect(await find(account.id)).not.toBeNull();
    expect((await signIn(account.email)).status).toBe(422);
    expect(await subscriptionOf(subscription.id)).toMatchObject({ status: 'ended' });
    await portal.runJobs();
    await portal.runTask('purge-accounts');
    portal.clock.advance(-30 * DAY);
    expect(await find(account.id)).toBeNull();
    expect(await subscriptionOf(subscription.id)).toBeNull();
  });

  it('warns the last owner of an organisation', async () => {
    const account = await portal.account();
    const organisation = await anOrganisation(portal, [[account, 'owner']], { name: 'Les Amis du Steir' });
    const client = await portal.signIn(account);
    expect((await client.get('/compte/suppression')).$('.notice').text()).toContain('Les Amis du Steir');
    await portal.database.getRepository(Membership).insert({
      id: portal.newId(),
      organisationId: organisation.id,
      accountId: (await portal.account()).id,
      role: 'owner',
      createdAt: portal.clock.now(),
    });
    expect((await client.get('/compte/suppression')).$('.notice').length).toBe(0);
  });

  describe('suspension', () => {
    it('by an administrator signs out and keeps out until it is lifted, and both are audited', async () => {
      const admin = await actorOf(await portal.account({ administrator: true }));
      const account = await portal.account();
      const subscription = await grant(account);
      const client = await portal.signIn(account);
      const suspensions = portal.app.get(AccountSuspensions, { strict: false });
      expect(await suspensions.suspend(admin, account.id, 'Envois en masse')).toMatchObject({ ok: true });
      expect((await client.get('/compte')).path).toContain('/connexion');
      expect((await signIn(account.email)).$('main').text()).toContain('suspendu');
      expect(await subscriptionOf(subscription.id)).toMatchObject({ status: 'suspended' });
      portal.clock.advance(SECOND);
      await suspensions.resume(admin, account.id, 'Tout est clair');
      expect((await signIn(account.email)).status).toBe(200);
      expect(await subscriptionOf(subscription.id)).toMatchObject({ status: 'active' });
      const entries = await portal.database.query<{ action: string }[]>(
        'SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY id',
        [account.id],
      );
      expect(entries.map(({ action }) => action)).toEqual(['account.suspended', 'account.resumed']);
    });

    it('lifts no other suspension when it is lifted, and holds what is granted meanwhile', async () => {
      const admin = await actorOf(await portal.account({ administrator: true }));
      const account = await portal.account();
      const [before, free] = [await grant(account), await grant(account)];
      const subscriptions = portal.app.get(SubscriptionsService, { strict: false });
      await portal.database.transaction((manager) => subscriptions.suspend(manager, before.id, 'operator'));
      const suspensions = portal.app.get(AccountSuspensions, { strict: false });
      await suspensions.suspend(admin, account.id, 'Envois en masse');
      const meanwhile = await grant(account);
      expect(meanwhile.status).toBe('suspended');
      await suspensions.resume(admin, account.id, 'Tout est clair');
      expect(await subscriptionOf(before.id)).toMatchObject({ status: 'suspended', suspendedFor: ['operator'] });
      for (const { id } of [free, meanwhile]) expect(await subscriptionOf(id)).toMatchObject({ status: 'active' });
      await portal.database.transaction((manager) => subscriptions.resume(manager, before.id, 'operator'));
      expect(await subscriptionOf(before.id)).toMatchObject({ status: 'active', suspendedFor: [] });
    });

    it('is refused for oneself, for people with a role, and for people of other structures', async () => {
      const suspensions = portal.app.get(AccountSuspensions, { strict: false });
      const administrator = await portal.account({ administrator: true });
      const admin = await actorOf(administrator);
      expect(await suspensions.suspend(admin, administrator.id, 'Essai')).toEqual({ ok: false, error: 'self' });
      const operator = await actorOf(await portal.account({ operatorOf: (await portal.structure()).id }));
      const stranger = await portal.account();
      for (const id of [stranger.id, portal.newId(), 'nonsense']) {
        await expect(suspensions.suspend(operator, id, 'Essai')).rejects.toThrow(AppError);
      }
      expect((await find(stranger.id))!.suspendedAt).toBeNull();
    });
  });

  it('lists unconfirmed accounts to operators, page by page, and to nobody else', async () => {
    const people = portal.app.get(PeopleService, { strict: false });
    for (let count = 0; count < 51; count++) await portal.account({ confirmed: false });
    const operator = await actorOf(await portal.account({ operatorOf: (await portal.structure()).id }));
    const first = await people.unconfirmed(operator);
    const second = await people.unconfirmed(operator, first.next);
    const ids = [...first.people, ...second.people].map(({ id }) => id);
    expect(first.people).toHaveLength(50);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(51);
    expect(second.next).toBeNull();
    await expect(people.unconfirmed(await actorOf(await portal.account()))).rejects.toThrow(AppError);
  });
});
