import { jest } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '@ronron/kernel';
import { startWebhookPeer, type PageClient, type ReceivedMessage, type WebhookPeer } from '@ronron/testing';
import { Webhook } from 'standardwebhooks';
import type { EntityManager } from 'typeorm';
import { AuditEntry } from '../../platform/audit/audit-entry.entity.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { aService } from '../../testing/request-scene.js';
import type { Account } from '../accounts/account.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { ServiceCircuit } from '../provisioning/circuits/service-circuit.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

describe('telling a service of its subscriptions', () => {
  let portal: TestPortal;
  let peer: WebhookPeer;
  let operator: PageClient;
  let service: Service;
  let account: Account;
  let secret: string;

  beforeAll(async () => {
    portal = await startTestPortal();
  });
  afterAll(() => portal.stop());

  beforeEach(async () => {
    peer = await startWebhookPeer();
    // The clock went on: a new secret is for who has just shown who they are.
    operator = await portal.signIn({ operatorOf: (await portal.structure()).id });
    service = await aService(portal, { approvedHosts: [new URL(peer.url).host], allowPrivateHosts: true });
    account = await portal.account();
    const page = await operator.get(`/operateur/services/${service.id}/notifications`);
    const shown = await operator.submit(page, 'form[action$="/notifications"]', { url: `${peer.url}/ronron?k=1` });
    secret = shown.$('code').text();
  });
  afterEach(() => peer.stop());

  const change = <Value>(work: (s: SubscriptionsService, m: EntityManager) => Promise<Value>): Promise<Value> =>
    portal.database.transaction((manager) => work(portal.app.get(SubscriptionsService), manager));

  const grant = (): Promise<{ id: string }> =>
    change((subscriptions, manager) =>
      subscriptions.grant(manager, {
        serviceId: service.id,
        holder: { accountId: account.id },
        requestId: null,
        quota: 5_000_000_000,
      }),
    );

  const deliveries = (): Promise<WebhookDelivery[]> =>
    portal.database.getRepository(WebhookDelivery).find({ where: { serviceId: service.id }, order: { id: 'ASC' } });

  /** As a receiver does, with the library of Standard Webhooks; its tolerance is measured on the real clock. */
  const verify = (message: ReceivedMessage, key: string): unknown => {
    const at = new Date(Number(message.headers['webhook-timestamp']) * 1000);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(at.getTime());
    try {
      return new Webhook(key).verify(message.body, message.headers);
    } finally {
      clock.mockRestore();
    }
  };

  it('signs what it tells, in words that name nobody', async () => {
    const { id } = await grant();
    await portal.runJobs();
    expect(peer.received).toHaveLength(1);
    const [message] = peer.received;
    expect(verify(message!, secret)).toEqual({
      type: 'subscription.granted',
      timestamp: portal.clock.now().toISOString(),
      data: {
        subscription: id,
        status: 'active',
        quota: 5_000_000_000,
        revision: 1,
        holder: { type: 'account', id: account.id },
      },
    });
    expect(message!.path).toBe('/ronron?k=1');
    expect(message!.body).not.toContain(account.email);
    expect(message!.body).not.toContain(account.displayName);
    expect(() => verify({ ...message!, body: `${message!.body} ` }, secret)).toThrow('No matching signature');
    expect((await deliveries())[0]).toMatchObject({ status: 'done', attempts: 1, answerStatus: null });
  });

  it('tells each change in its order, and nothing of one that was taken back', async () => {
    const { id } = await grant();
    await change((subscriptions, manager) => subscriptions.suspend(manager, id, 'account'));
    await change((subscriptions, manager) => subscriptions.resume(manager, id, 'account'));
    await change((subscriptions, manager) => subscriptions.changeQuota(manager, id, 1));
    await expect(
      change(async (subscriptions, manager) => {
        await subscriptions.suspend(manager, id, 'account');
        throw new Error('the operator changed their mind');
      }),
    ).rejects.toThrow('changed their mind');
    await change((subscriptions, manager) => subscriptions.end(manager, id));
    await portal.runJobs();
    const told = peer.received.map(({ body }) => JSON.parse(body) as { type: string; data: { revision: number } });
    expect(told.map(({ type, data }) => [type, data.revision])).toEqual([
      ['subscription.granted', 1],
      ['subscription.suspended', 2],
      ['subscription.resumed', 3],
      ['subscription.changed', 4],
      ['subscription.ended', 5],
    ]);
  });

  it('tries again under the same id, later each time, for as long as the service asks', async () => {
    peer.answer(500);
    await grant();
    await portal.runJobs();
    const [first] = await deliveries();
    expect(first).toMatchObject({ status: 'retrying', attempts: 1, failureReason: 'server-error', answerStatus: 500 });
    peer.answer(503, { 'retry-after': '7200' });
    portal.clock.advance(MINUTE);
    await portal.runJobs();
    const [second] = await deliveries();
    expect(second).toMatchObject({ attempts: 2, failureReason: 'overloaded' });
    expect(second!.nextAttemptAt!.getTime()).toBe(portal.clock.now().getTime() + 2 * HOUR);
    peer.answer(204);
    portal.clock.advance(2 * HOUR);
    await portal.runJobs();
    expect(await deliveries()).toMatchObject([{ status: 'done', attempts: 3, failureReason: null }]);
    expect(new Set(peer.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(peer.received.map(({ body }) => body)).size).toBe(1);
    for (const message of peer.received) verify(message, secret);
  });

  it('waits with the tool, where it listens on the tool’s own host, and loses no attempt', async () => {
    const circuits = portal.database.getRepository(ServiceCircuit);
    const nextProbeAt = new Date(portal.clock.now().getTime() + MINUTE);
    const open = {
      state: 'open',
      failures: 5,
      probes: 0,
      reason: 'timeout',
      detail: '',
      openedAt: nextProbeAt,
    } as const;
    await circuits.insert({ serviceId: service.id, ...open, nextProbeAt });
    await grant();
    await portal.runJobs();
    // Elsewhere it is well: what happens at the tool is told.
    expect(peer.received).toHaveLength(1);

    const connectorSettings = { url: `${peer.url}/tool`, behaviour: 'ok' };
    await portal.database.getRepository(Service).update({ id: service.id }, { connectorSettings } as never);
    const [held] = await portal.database.getRepository(Subscription).findBy({ serviceId: service.id });
    await change((subscriptions, manager) => subscriptions.changeQuota(manager, held!.id, 1));
    await portal.runJobs();
    expect((await deliveries())[1]).toMatchObject({ status: 'retrying', attempts: 0, nextAttemptAt: nextProbeAt });
    await circuits.delete({ serviceId: service.id });
    portal.clock.advance(MINUTE);
    await portal.runJobs();
    expect((await deliveries())[1]).toMatchObject({ status: 'done', attempts: 1 });

    await peer.stop();
    await change((subscriptions, manager) => subscriptions.changeQuota(manager, held!.id, 2));
    await portal.runJobs();
    expect(await circuits.findOneByOrFail({ serviceId: service.id })).toMatchObject({ failures: 1 });
  });

  it('waits for an operator after a day of failures, who sees why and sends it again', async () => {
    peer.answer(404);
    await grant();
    for (let hours = 0; hours < 80; hours++) {
      await portal.runJobs();
      portal.clock.advance(5 * HOUR);
      if ((await deliveries())[0]!.status === 'dead') break;
    }
    expect(await deliveries()).toMatchObject([{ status: 'dead', attempts: 12, failureReason: 'refused' }]);
    peer.answer(204);
    const log = await operator.get(`/operateur/services/${service.id}/notifications`);
    expect(log.$('main').text()).toContain('L’outil refuse le message.');
    const page = await operator.get(log.$('table a').attr('href')!);
    await operator.submit(page, 'form[action$="/reprise"]');
    await portal.runJobs();
    expect(await deliveries()).toMatchObject([{ status: 'done', attempts: 1 }]);
    expect(
      await portal.database.getRepository(AuditEntry).findOneBy({ action: 'webhook.replayed', subjectId: service.id }),
    ).not.toBeNull();
  });

  it('stands on the desk until somebody puts what was missed away', async () => {
    peer.answer(410);
    await grant();
    await portal.runJobs();
    const desk = await operator.get('/operateur');
    const line = desk.$(`main a[href$="/operateur/services/${service.id}/notifications"]`);
    expect(line.text()).toBe(service.name);
    await operator.submit(await operator.get(line.attr('href')!), 'form[action$="/abandon"]');
    expect((await operator.get('/operateur')).$(`main a[href$="${service.id}/notifications"]`).length).toBe(0);
  });

  it('stops when the service says that nobody is there any more, until an address is saved again', async () => {
    peer.answer(410);
    await grant();
    await portal.runJobs();
    expect(await deliveries()).toMatchObject([{ status: 'dead', failureReason: 'gone' }]);
    await operator.submit(
      await operator.get(`/operateur/services/${service.id}/notifications`),
      'form[action$="/essai"]',
    );
    await portal.runJobs();
    expect(peer.received).toHaveLength(1);
    const page = await operator.get(`/operateur/services/${service.id}/notifications`);
    expect(page.$('main').text()).toContain('ne veut plus de messages');
    await operator.submit(page, 'form[action$="/notifications"]');
    peer.answer(204);
    await operator.submit(
      await operator.get(`/operateur/services/${service.id}/notifications`),
      'form[action$="/essai"]',
    );
    await portal.runJobs();
    expect(JSON.parse(peer.received.at(-1)!.body)).toMatchObject({ type: 'webhook.test', data: {} });
  });

  it('signs with both secrets for a week after a change, and shows each secret once', async () => {
    const where = `/operateur/services/${service.id}/notifications`;
    const shown = await operator.submit(await operator.get(where), 'form[action$="/secret"]');
    const anew = shown.$('code').text();
    expect(anew).toMatch(/^whsec_/);
    expect(anew).not.toBe(secret);
    const page = await operator.get(where);
    expect(page.html).not.toContain(anew);
    // Reloading the page of the secret makes no other.
    expect((await operator.get(`${where}/secret`)).path).toBe(where);
    await grant();
    await portal.runJobs();
    verify(peer.received[0]!, secret);
    verify(peer.received[0]!, anew);
    portal.clock.advance(8 * DAY);
    await operator.submit(await operator.get(where), 'form[action$="/essai"]');
    await portal.runJobs();
    verify(peer.received[1]!, anew);
    expect(() => verify(peer.received[1]!, secret)).toThrow('No matching signature');
    const stored = await portal.database.query<{ secret: string; url: string }[]>(
      'SELECT secret FROM webhook_endpoint WHERE service_id = $1',
      [service.id],
    );
    expect(stored[0]!.secret).toMatch(/^v1\./);
  });

  it('calls no host that nobody approved, and follows nobody elsewhere', async () => {
    const elsewhere = await startWebhookPeer();
    peer.answer(307, { location: `${elsewhere.url}/` });
    await grant();
    await portal.runJobs();
    expect(await deliveries()).toMatchObject([{ failureReason: 'redirected' }]);
    await portal.database.getRepository(WebhookEndpoint).update(service.id, { url: elsewhere.url });
    portal.clock.advance(MINUTE);
    await portal.runJobs();
    expect(await deliveries()).toMatchObject([{ failureReason: 'unreachable' }]);
    expect(elsewhere.received).toEqual([]);
    await elsewhere.stop();
  });

  it('is the affair of the structure that runs the service', async () => {
    const other = await portal.signIn({ operatorOf: (await portal.structure('Autre structure')).id });
    const where = `/operateur/services/${service.id}/notifications`;
    expect((await other.get(where)).status).toBe(404);
    await grant();
    const [delivery] = await deliveries();
    expect((await other.get(`${where}/${delivery!.id}`)).status).toBe(404);
    const body = new URLSearchParams({ _csrf: other.csrf(await other.get('/operateur')) });
    for (const path of ['', '/secret', '/ancien-secret/fin', '/essai', '/fin', `/${delivery!.id}/reprise`])
      expect((await other.post(where + path, new URLSearchParams([...body, ['url', peer.url]]))).status).toBe(404);
    expect(await portal.database.getRepository(WebhookEndpoint).existsBy({ serviceId: service.id })).toBe(true);
  });

  it('says beside the field what is wrong with an address', async () => {
    const page = await operator.get(`/operateur/services/${service.id}/notifications`);
    for (const url of ['', 'ftp://nuage.example/', 'https://cle:secret@nuage.example/']) {
      const again = await operator.submit(page, 'form[action$="/notifications"]', { url });
      expect(again.status).toBe(422);
      expect(again.$('#url-error, [id$="url-error"]').length).toBeGreaterThan(0);
    }
  });
});
