import type { EntityManager } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Service } from '../../catalogue/service.entity.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { anOrganisation, ask, aService } from '../../../testing/request-scene.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { SubscriptionsService, type Holder } from '../subscriptions.service.js';
import type { Entitlement } from './entitlement.js';
import { Entitlements } from './entitlements.service.js';

describe('who may use a service', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  /** The short question of sign-in must never say otherwise. */
  const decide = async (service: Service, holder: Holder): Promise<Entitlement> => {
    const entitlements = portal.app.get(Entitlements);
    const decision = await entitlements.of(service.id, holder);
    if ('accountId' in holder) {
      const holds = decision.allowed && decision.rights.length > 0;
      expect(await entitlements.holds(service.id, holder.accountId)).toBe(holds);
    }
    return decision;
  };

  const change = <Value>(
    work: (subscriptions: SubscriptionsService, manager: EntityManager) => Promise<Value>,
  ): Promise<Value> => portal.database.transaction((manager) => work(portal.app.get(SubscriptionsService), manager));

  const subscribe = (service: Service, holder: Holder, quota = 5): Promise<{ id: string }> =>
    change((subscriptions, manager) =>
      subscriptions.grant(manager, { serviceId: service.id, holder, requestId: null, quota }),
    );

  it('is a person with a subscription of their own, until it is suspended or ends', async () => {
    const service = await aService(portal);
    const { id: accountId } = await portal.account();
    const { id } = await subscribe(service, { accountId });
    expect(await decide(service, { accountId })).toMatchObject({
      allowed: true,
      role: 'manager',
      quota: 5,
      rights: [{ subscriptionId: id, organisation: null }],
    });
    await change((subscriptions, manager) => subscriptions.suspend(manager, id, 'operator'));
    expect(await decide(service, { accountId })).toMatchObject({ allowed: false, reason: 'subscription-suspended' });
    await change((subscriptions, manager) => subscriptions.end(manager, id));
    expect(await decide(service, { accountId })).toMatchObject({ reason: 'subscription-ended' });
  });

  it('is the members of an organisation that holds it, each in their role, while it is open', async () => {
    const service = await aService(portal);
    const owner = await portal.account();
    const member = await portal.account();
    const stranger = await portal.account();
    const organisation = await anOrganisation(portal, [
      [owner, 'owner'],
      [member, 'member'],
    ]);
    const { id } = await subscribe(service, { organisationId: organisation.id }, 20);
    expect(await decide(service, { accountId: owner.id })).toMatchObject({ allowed: true, role: 'manager', quota: 20 });
    expect(await decide(service, { accountId: member.id })).toMatchObject({
      role: 'member',
      rights: [{ subscriptionId: id, organisation: { id: organisation.id, name: organisation.name } }],
    });
    expect(await decide(service, { organisationId: organisation.id })).toMatchObject({ allowed: true, quota: 20 });
    expect(await decide(service, { accountId: stranger.id })).toMatchObject({
      allowed: false,
      reason: 'no-subscription',
      link: `/services/${service.slug}/demande`,
    });
    await portal.database.manager.update(Organisation, organisation.id, { closedAt: portal.clock.now() });
    expect((await decide(service, { accountId: member.id })).allowed).toBe(false);
    expect(await decide(service, { organisationId: organisation.id })).toMatchObject({ reason: 'organisation-closed' });
  });

  it('is nobody whose account is suspended, also through an organisation', async () => {
    const service = await aService(portal);
    const account = await portal.account();
    const organisation = await anOrganisation(portal, [[account, 'owner']]);
    await subscribe(service, { organisationId: organisation.id });
    await portal.database.manager.update(Account, account.id, { suspendedAt: portal.clock.now() });
    expect(await decide(service, { accountId: account.id })).toMatchObject({
      reason: 'account-suspended',
      link: '/aide',
    });
    expect(await decide(service, { accountId: portal.newId() })).toMatchObject({ reason: 'account-unknown' });
  });

  it('leads somebody who asked to their request, and nobody else to it', async () => {
    const service = await aService(portal);
    const account = await portal.account();
    const member = await portal.account();
    const organisation = await anOrganisation(portal, [
      [account, 'owner'],
      [member, 'member'],
    ]);
    await ask(portal, await portal.signIn(account), service, undefined, organisation.id);
    const denial = await decide(service, { accountId: account.id });
    expect(denial).toMatchObject({ allowed: false, reason: 'request-pending' });
    expect((denial as { link: string }).link).toMatch(/^\/demandes\/[0-9a-f-]{36}$/);
    expect(await decide(service, { accountId: member.id })).toMatchObject({ reason: 'no-subscription' });
  });

  it('tells those who could not even ask which rule stands in the way', async () => {
    const account = await portal.account();
    const elsewhere = await portal.account({ communeId: (await portal.commune('Brest', '29019', false)).id });
    const forOrganisations = await aService(portal, { audiences: ['organisations'] });
    expect(await decide(forOrganisations, { accountId: account.id })).toMatchObject({
      reason: 'audience-not-eligible',
    });
    expect(await decide(forOrganisations, { accountId: elsewhere.id })).toMatchObject({ allowed: false });
    const service = await aService(portal);
    expect(await decide(service, { accountId: elsewhere.id })).toMatchObject({ reason: 'commune-not-served' });
    const closed = await aService(portal, { published: false });
    expect(await decide(closed, { accountId: account.id })).toMatchObject({ reason: 'service-closed' });
  });
});
