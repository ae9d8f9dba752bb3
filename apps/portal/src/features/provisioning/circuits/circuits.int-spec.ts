import { jest } from '@jest/globals';
import type { PageClient } from '@ronron/testing';
import { HOUR, MINUTE } from '@ronron/kernel';
import { setTimeout as delay } from 'node:timers/promises';
import { grantAccess } from '../../../testing/granted-service.js';
import { testService } from '../../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../../testing/portal-harness.js';
import { JobWorker } from '../../../platform/jobs/job-worker.js';
import { ServiceConnectors } from '../../catalogue/service-connectors.service.js';
import { ReconciliationRun } from '../../reconciliation/runs/reconciliation-run.entity.js';
import { SubscriptionExport } from '../../subscriptions/ending/exports/subscription-export.entity.js';
import { UsageCollection } from '../../usage/usage-collection.service.js';
import { FAILURES_THAT_OPEN } from './circuit-rules.js';
import { ServiceCircuit } from './service-circuit.entity.js';

describe('a service that fails', () => {
  let portal: TestPortal;
  let structureId: string;
  let operator: PageClient;
  let mailbox: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    structureId = (await portal.structure()).id;
    const account = await portal.account({ operatorOf: structureId });
    mailbox = account.email;
    operator = await portal.signIn(account);
  });
  afterAll(() => portal.stop());

  async function service(behaviour: string, delayMs = 0): Promise<string> {
    const connectorSettings = { url: 'https://tool.example', behaviour, delayMs };
    return (await testService(portal, { structureId, connectorSettings })).id;
  }

  async function grant(serviceId: string, count: number): Promise<void> {
    for (let each = 0; each < count; each++) {
      const { id: accountId } = await portal.account();
      await grantAccess(portal, serviceId, { accountId });
    }
  }

  async function statuses(serviceId: string): Promise<Record<string, number>> {
    const rows = await portal.database.query<{ status: string; count: number }[]>(
      `SELECT job.status, count(*)::int AS count FROM provisioning_job AS job
       JOIN subscription ON subscription.id = job.subscription_id WHERE service_id = $1 GROUP BY job.status`,
      [serviceId],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  const circuitOf = (serviceId: string): Promise<ServiceCircuit | null> =>
    portal.database.getRepository(ServiceCircuit).findOneBy({ serviceId });

  const heal = (serviceId: string, behaviour = 'ok'): Promise<unknown> =>
    portal.database.query(
      `UPDATE service SET connector_settings = connector_settings || jsonb_build_object('behaviour', $2::text) WHERE id = $1`,
      [serviceId, behaviour],
    );

  it('is not called any more after some failures, what was to be done waits, and goes on once it is well', async () => {
    const id = await service('fail-always');
    await grant(id, 9);
    await portal.runJobs();
    expect(await statuses(id)).toEqual({ retrying: FAILURES_THAT_OPEN, waiting: 9 - FAILURES_THAT_OPEN });
    expect(await circuitOf(id)).toMatchObject({ state: 'open', reason: 'unreachable' });

    // Looked at again later, and later still; the other jobs come due meanwhile, and wait too, with no attempt lost.
    portal.clock.advance(HOUR);
    await portal.runJobs();
    expect(await statuses(id)).toEqual({ waiting: 9 });
    const open = await circuitOf(id);
    expect(open).toMatchObject({ state: 'open', probes: 1 });
    expect(open!.nextProbeAt!.getTime()).toBe(portal.clock.now().getTime() + MINUTE);
    const [{ attempts }] = await portal.database.query<[{ attempts: number }]>(
      `SELECT max(attempts)::int AS attempts FROM provisioning_job JOIN subscription ON subscription.id = subscription_id WHERE service_id = $1`,
      [id],
    );
    expect(attempts).toBe(1);

    for (const minutes of [1, 2, 4]) {
      portal.clock.advance(minutes * MINUTE);
      await portal.runJobs();
    }
    expect((await portal.mailsTo(mailbox)).filter(({ subject }) => subject.includes('ne répond plus'))).toHaveLength(1);

    await heal(id);
    portal.clock.advance(8 * MINUTE);
    await portal.runJobs();
    expect(await statuses(id)).toEqual({ done: 9 });
    expect(await circuitOf(id)).toMatchObject({ state: 'closed', failures: 0, nextProbeAt: null });
  });

  it('shows operators why, since when, and when it is tried next; they may have it tried at once', async () => {
    const id = await service('fail-always');
    await grant(id, 6);
    await portal.runJobs();
    const desk = await operator.get('/operateur');
    expect(desk.$(`a[href="/operateur/services/${id}/ecarts"]`).closest('tr').text()).toContain('ne répond plus');
    const page = await operator.get(`/operateur/services/${id}/ecarts`);
    expect(page.$('main').text()).toContain('n’est pas appelé pour l’instant');
    const stranger = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille Libre')).id });
    const csrf = new URLSearchParams({ _csrf: stranger.csrf(await stranger.get('/mes-services')) });
    expect((await stranger.post(`/operateur/services/${id}/reprise`, csrf)).status).toBe(404);
    await heal(id);
    await operator.submit(page, 'form[action$="/reprise"]');
    await portal.runJobs();
    expect((await circuitOf(id))!.state).not.toBe('open');
    expect((await operator.get(`/operateur/services/${id}/ecarts`)).$('main').text()).not.toContain('n’est pas appelé');
  });

  it('is not compared meanwhile, and is afterwards', async () => {
    const id = await service('fail-always');
    await grant(id, 6);
    await portal.runJobs();
    await operator.submit(await operator.get(`/operateur/services/${id}/ecarts`), 'form[action$="/comparaison"]');
    await portal.runJobs();
    const run = (): Promise<ReconciliationRun> =>
      portal.database.getRepository(ReconciliationRun).findOneByOrFail({ serviceId: id });
    expect(await run()).toMatchObject({ status: 'waiting', attempts: 0, looked: 0 });
    await heal(id);
    portal.clock.advance(HOUR);
    await portal.runJobs();
    portal.clock.advance(HOUR);
    await portal.runJobs();
    expect(await run()).toMatchObject({ status: 'done', attempts: 0 });
  });

  it('is asked for no copy and no figure meanwhile, and people are told at once', async () => {
    const id = await service('ok');
    const account = await portal.account();
    const { id: subscriptionId } = await grantAccess(portal, id, { accountId: account.id });
    await portal.runJobs();
    const client = await portal.signIn(account);
    const closure = await client.submit(
      await client.get(`/mes-services/${subscriptionId}/fin`),
      'form[action$="/fin"]',
      { sure: 'on' },
    );
    await heal(id, 'fail-always');
    // Copies alone open it: five failures in a row.
    for (let hour = 0; hour < FAILURES_THAT_OPEN; hour++) {
      portal.clock.advance(HOUR);
      await portal.runJobs();
    }
    expect(await circuitOf(id)).toMatchObject({ state: 'open', reason: 'unreachable' });
    const copy = (): Promise<SubscriptionExport> =>
      portal.database.getRepository(SubscriptionExport).findOneByOrFail({ subscriptionId });
    expect(await copy()).toMatchObject({
      status: 'queued',
      attempts: FAILURES_THAT_OPEN,
      failureReason: 'unreachable',
    });
    expect((await client.get(closure.path)).$('main').text()).toContain('dès qu’il sera revenu');
    // The dummy would open all the same: nobody is sent to a tool that is left alone.
    const opened = await client.submit(await client.get('/mes-services'), 'form[action$="/ouverture"]');
    expect(opened.$('main').text()).toContain('ne répond plus depuis un moment');

    const usage = jest.spyOn(portal.app.get(ServiceConnectors, { strict: false }), 'forService');
    await portal.app.get(UsageCollection, { strict: false }).begin();
    await portal.runJobs();
    expect(usage).toHaveBeenCalled();
    expect(usage).not.toHaveBeenCalledWith(id);
    usage.mockRestore();

    await heal(id);
    for (let quarter = 0; quarter < 3; quarter++) {
      portal.clock.advance(HOUR / 4);
      await portal.runJobs();
    }
    expect(await copy()).toMatchObject({ status: 'ready', failureReason: null });
    expect(await circuitOf(id)).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('keeps two workers at most, and the others do the work of other services', async () => {
    const slow = await service('slow', 6000);
    const quick = await service('ok');
    await grant(slow, 12);
    await grant(quick, 12);
    const worker = portal.app.get(JobWorker);
    await worker.start();
    try {
      let most = 0;
      for (;;) {
        most = Math.max(most, (await statuses(slow))['running'] ?? 0);
        if ((await statuses(quick))['done'] === 12) break;
        await delay(20);
      }
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(2);
      // All of the slow one's work would have taken more than half a minute.
      expect((await statuses(slow))['queued']).toBeGreaterThan(0);
    } finally {
      await worker.stop();
    }
  });
});
