import { HOUR, MINUTE } from '@ronron/kernel';
import {
  startFaultyProxy,
  startScimPeer,
  startWebhookTool,
  type Fault,
  type FaultyProxy,
  type PageClient,
  type ScimPeer,
  type WebhookTool,
} from '@ronron/testing';
import { connectedService } from '../../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { anOrganisation } from '../../../testing/request-scene.js';
import type { Account } from '../../accounts/account.entity.js';
import type { Service } from '../../catalogue/service.entity.js';
import { Membership } from '../../organisations/membership.entity.js';
import { Memberships } from '../../organisations/memberships.service.js';
import { ServiceCircuit } from '../../provisioning/circuits/service-circuit.entity.js';
import { ProvisioningJob } from '../../provisioning/provisioning-job.entity.js';
import { contentOf } from '../ending/receipts/deletion-receipt.js';
import { SubscriptionClosure } from '../ending/subscription-closure.entity.js';
import { SubscriptionsService, type Holder } from '../subscriptions.service.js';

describe('what has to go from a tool', () => {
  let portal: TestPortal;
  let scim: ScimPeer;
  let hook: WebhookTool;
  let toScim: FaultyProxy;
  let toHook: FaultyProxy;
  let operator: PageClient;
  let structureId: string;

  beforeAll(async () => {
    [portal, scim, hook] = await Promise.all([startTestPortal(), startScimPeer(), startWebhookTool({ anyTime: true })]);
    [toScim, toHook] = await Promise.all([startFaultyProxy(scim.url), startFaultyProxy(hook.url)]);
    structureId = (await portal.structure()).id;
    operator = await portal.signIn({ operatorOf: structureId });
  });
  afterAll(async () => {
    await portal.stop();
    await Promise.all([toScim.stop(), toHook.stop()]);
    await Promise.all([scim.stop(), hook.stop()]);
  });
  beforeEach(() => {
    toScim.fail(null);
    toHook.fail(null);
    hook.say(null);
  });

  const rights = (): SubscriptionsService => portal.app.get(SubscriptionsService, { strict: false });

  const onHook = (): Promise<Service> =>
    connectedService(portal, 'webhook', { callUrl: `${toHook.url}/hooks/ronron` }, { signingSecret: hook.secret });
  const onScim = (): Promise<Service> =>
    connectedService(portal, 'scim', { scimUrl: toScim.url }, { token: scim.token });

  async function grant({ id: serviceId }: Service, holder: Holder): Promise<string> {
    const wish = { serviceId, holder, requestId: null, quota: null };
    const { id } = await portal.database.transaction((manager) => rights().grant(manager, wish));
    await portal.runJobs();
    return id;
  }

  async function deskLines(text: string): Promise<string[]> {
    const desk = await operator.get('/operateur');
    return desk
      .$('main tbody tr')
      .toArray()
      .map((row) => desk.$(row).text().replace(/\s+/g, ' ').trim())
      .filter((line) => line.includes(text));
  }

  describe('somebody who leaves an organisation', () => {
    const hookHas = (subscriptionId: string, { id }: Account): boolean =>
      hook.kept.get(subscriptionId)!.members.some(({ accountId }) => accountId === id);
    const scimHas = (subscriptionId: string, { id }: Account): boolean => {
      const user = [...scim.users.values()].find(({ externalId }) => externalId?.includes(id));
      const groups = [...scim.groups.values()].filter(({ externalId }) => externalId?.includes(subscriptionId));
      return user?.active === true && groups.some(({ members }) => members?.some(({ value }) => value === user.id));
    };
    const FAULTS: readonly Fault[] = ['lost-answer', 'http-500', 'hang-up', 'html', 'truncated', 'silent'];
    const cases = [
      ...FAULTS.map((fault) => ['a tool by webhook', fault] as const),
      ...FAULTS.filter((fault) => fault !== 'silent').map((fault) => ['a SCIM service', fault] as const),
    ];

    it.each(cases)('from %s is out within a minute, or operators see why not: %s', async (kind, fault) => {
      const [made, has, proxy] =
        kind === 'a SCIM service' ? [await onScim(), scimHas, toScim] : [await onHook(), hookHas, toHook];
      const name = `Erwan ${portal.newId()}`;
      const [owner, gone] = [await portal.account(), await portal.account({ displayName: name })];
      const { id: organisationId } = await anOrganisation(portal, [
        [owner, 'owner'],
        [gone, 'member'],
      ]);
      const id = await grant(made, { organisationId });
      expect(has(id, gone)).toBe(true);

      proxy.fail(fault);
      const membership = await portal.database.getRepository(Membership).findOneByOrFail({ accountId: gone.id });
      const actor = { ...owner, accountId: owner.id, structures: [], communes: [] } as never;
      await portal.app.get(Memberships, { strict: false }).remove(actor, organisationId, membership.id);
      await portal.runJobs();
      portal.clock.advance(MINUTE);
      const [line] = await deskLines(name);
      // A change that was made all the same counts for nothing as long as nobody told of it.
      expect(line).toContain('Accès pas encore retiré');
      expect(line).toMatch(/ne répond pas|temps à répondre|réponse|répondu/);

      proxy.fail(null);
      portal.clock.advance(HOUR);
      await portal.runJobs();
      expect([has(id, gone), has(id, owner)]).toEqual([false, true]);
      expect(await deskLines(name)).toEqual([]);
    });
  });

  describe('an ended subscription', () => {
    const closureOf = (subscriptionId: string): Promise<SubscriptionClosure | null> =>
      portal.database.getRepository(SubscriptionClosure).findOneBy({ subscriptionId });
    const end = (id: string): Promise<void> => portal.database.transaction((manager) => rights().end(manager, id));
    const verified = async (id: string): Promise<string> => contentOf((await closureOf(id))!.receipt!).verified;

    it('has no receipt as long as its tool says that all is gone and still holds it, which operators see', async () => {
      const made = await onHook();
      const account = await portal.account({ displayName: 'Maëlys Tenace' });
      const id = await grant(made, { accountId: account.id });
      hook.say({ outcome: 'done', remoteId: `tool-${id}` }, 'apply');
      await end(id);
      await portal.runJobs();
      const job = (): Promise<ProvisioningJob> =>
        portal.database
          .getRepository(ProvisioningJob)
          .findOneOrFail({ where: { subscriptionId: id }, order: { id: 'DESC' } });
      expect(await job()).toMatchObject({ status: 'retrying', failureReason: 'bad-answer' });
      expect((await job()).failureDetail).toContain('still holds it');
      expect(await closureOf(id)).toBeNull();
      expect(await deskLines('Maëlys Tenace')).toEqual([]);
      for (let hour = 0; hour < 8; hour++) {
        portal.clock.advance(HOUR);
        await portal.runJobs();
      }
      expect((await deskLines('Maëlys Tenace')).join()).toContain('Outil pas encore vidé');
      expect(await closureOf(id)).toBeNull();
      // That one subscription is no reason to leave the service alone.
      const circuit = await portal.database.getRepository(ServiceCircuit).findOneBy({ serviceId: made.id });
      expect(circuit?.state ?? 'closed').toBe('closed');

      hook.say(null);
      portal.clock.advance(12 * HOUR);
      await portal.runJobs();
      expect(hook.kept.has(id)).toBe(false);
      expect(await verified(id)).toBe('asked-the-tool');
      expect(await deskLines('Maëlys Tenace')).toEqual([]);
    });

    it('is said to be gone by the tool’s word where the tool does not tell what it holds', async () => {
      const account = await portal.account();
      const id = await grant(await onHook(), { accountId: account.id });
      hook.say({ outcome: 'failed', reason: 'unsupported' }, 'inspect');
      await end(id);
      await portal.runJobs();
      expect(hook.kept.has(id)).toBe(false);
      expect(await verified(id)).toBe('told-by-the-tool');
    });

    it('is said to be closed, and no more, where the tool lets nobody remove what people made', async () => {
      const account = await portal.account();
      const id = await grant(await connectedService(portal, 'link', {}, {}), { accountId: account.id });
      await end(id);
      await portal.runJobs();
      expect(await verified(id)).toBe('access-closed');
      const client = await portal.signIn(account);
      const receipt = await client.get(`/mes-services/${id}/recu`);
      expect(receipt.$('main').text()).toContain('ne permet pas au portail d’effacer');
      expect(receipt.$('main').text()).not.toContain('Outil vidé le');
      expect((await client.get(`/mes-services/${id}/fermeture`)).$('main').text()).toContain('Accès fermé le');
      expect((await portal.mailsTo(account.email)).at(-1)!.subject).toContain('reçu de fermeture');
    });
  });
});
