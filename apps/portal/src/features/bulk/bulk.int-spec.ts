import { MINUTE } from '@ronron/kernel';
import type { Page, PageClient } from '@ronron/testing';
import { grantAccess } from '../../testing/granted-service.js';
import { testService } from '../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { BulkItem } from './bulk-item.entity.js';
import { BulkOperation } from './bulk-operation.entity.js';
import { BulkWorker } from './bulk-worker.service.js';

describe('one change for many subscriptions', () => {
  let portal: TestPortal;
  let structureId: string;
  let operator: PageClient;

  beforeAll(async () => {
    portal = await startTestPortal();
    structureId = (await portal.structure()).id;
    operator = await portal.signIn({ operatorOf: structureId });
  });
  afterAll(() => portal.stop());

  async function service(count: number): Promise<{ id: string; subscriptions: Subscription[] }> {
    const { id } = await testService(portal, { structureId });
    for (let each = 0; each < count; each++) {
      const { id: accountId } = await portal.account();
      await grantAccess(portal, id, { accountId }, 1e9);
    }
    await portal.runJobs();
    return { id, subscriptions: await subscriptionsOf(id) };
  }

  const subscriptionsOf = (serviceId: string): Promise<Subscription[]> =>
    portal.database.getRepository(Subscription).find({ where: { serviceId }, order: { id: 'ASC' } });

  async function order(serviceId: string, values: Record<string, string | string[]>): Promise<Page> {
    const page = await operator.get(`/operateur/services/${serviceId}/operations`);
    return operator.submit(page, 'form[action$="/operations"]', values);
  }

  const operationOf = (serviceId: string): Promise<BulkOperation> =>
    portal.database.getRepository(BulkOperation).findOneByOrFail({ serviceId });

  async function items(serviceId: string): Promise<Record<string, number>> {
    const { id: operationId } = await operationOf(serviceId);
    const found = await portal.database.getRepository(BulkItem).findBy({ operationId });
    return found.reduce<Record<string, number>>(
      (sum, { status }) => ({ ...sum, [status]: (sum[status] ?? 0) + 1 }),
      {},
    );
  }

  async function minutes(count: number): Promise<void> {
    for (let minute = 0; minute < count; minute++) {
      await portal.runJobs(1000);
      portal.clock.advance(MINUTE);
    }
  }

  it('is made for those chosen alone, step by step, and says what became of each', async () => {
    const { id, subscriptions } = await service(5);
    const chosen = subscriptions.slice(0, 3).map((one) => one.id);
    await portal.database.query('UPDATE subscription SET quota = 5000000000 WHERE id = $1', [chosen[0]]);
    const page = await order(id, { kind: 'quota', quota: '5', who: 'chosen', subscriptions: chosen });
    expect(page.status).toBe(200);
    expect(await items(id)).toEqual({ todo: 3 });
    await minutes(3);
    expect(await operationOf(id)).toMatchObject({ status: 'done', quota: 5e9 });
    expect(await items(id)).toEqual({ skipped: 1, done: 2 });
    expect((await subscriptionsOf(id)).map(({ quota }) => quota)).toEqual([5e9, 5e9, 5e9, 1e9, 1e9]);
    const [handle] = (await subscriptionsOf(id)).slice(1, 2).map((one) => one.handle);
    expect(handle).toMatchObject({ quotaBytes: 5e9 });
    const shown = await operator.get(page.path);
    expect(shown.$('progress').attr('value')).toBe('3');
    const [{ count }] = await portal.database.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM audit_entry WHERE action = 'bulk.started' AND subject_id = $1`,
      [(await operationOf(id)).id],
    );
    expect(count).toBe(1);
  });

  it('pauses, goes on, and changes nothing twice when workers are killed or two are at it', async () => {
    const { id } = await service(50);
    const page = await order(id, { kind: 'suspend', quota: '', who: 'all' });
    await portal.runJobs(1);
    expect(await items(id)).toEqual({ todo: 10, ordered: 40 });
    await operator.submit(await operator.get(page.path), 'form[action$="/pause"]');
    await minutes(3);
    expect(await items(id)).toEqual({ todo: 10, done: 40 });
    await operator.submit(await operator.get(page.path), 'form[action$="/reprise"]');
    const worker = portal.app.get(BulkWorker, { strict: false });
    const operation = await operationOf(id);
    await Promise.all([worker.step(operation.id), worker.step(operation.id)]);
    expect(await items(id)).toEqual({ ordered: 10, done: 40 });
    await minutes(4);
    expect(await operationOf(id)).toMatchObject({ status: 'done' });
    const after = await subscriptionsOf(id);
    expect(after.every(({ status, wantedRevision }) => status === 'suspended' && wantedRevision === 2)).toBe(true);
  });

  it('stops for good, leaving what is changed; what a tool refuses is told', async () => {
    const { id } = await service(42);
    await portal.database.query(`UPDATE service SET connector_settings = '{"url":"nonsense"}' WHERE id = $1`, [id]);
    const page = await order(id, { kind: 'reapply', quota: '', who: 'active' });
    await portal.runJobs(1);
    await portal.runJobs();
    await operator.submit(await operator.get(page.path), 'form[action$="/arret"]');
    await minutes(3);
    expect(await operationOf(id)).toMatchObject({ status: 'stopped' });
    expect(await items(id)).toEqual({ todo: 2, failed: 40 });
    expect((await operator.get(page.path)).$('table').text()).toContain('Échoué');
    const again = await operator.post(
      `${page.path}/reprise`,
      new URLSearchParams({ _csrf: operator.csrf(await operator.get('/operateur/preferences')) }),
    );
    expect(again.$('[role=status], [role=alert]').text()).toContain('déjà');
  });

  it('refuses what is incomplete beside its field, and another structure’s operators altogether', async () => {
    const { id, subscriptions } = await service(1);
    const other = await service(1);
    const refused = await order(id, { kind: 'quota', quota: 'beaucoup', who: 'chosen' });
    expect(refused.status).toBe(422);
    expect(refused.$('#quota-error, [id$="quota-error"]').text()).toContain('gigaoctets');
    expect(refused.$('[name=quota]').attr('value')).toBe('beaucoup');
    // A subscription of another service is no choice, even when it is sent.
    const foreign = await order(id, {
      kind: 'suspend',
      quota: '',
      who: 'chosen',
      subscriptions: [other.subscriptions[0]!.id],
    });
    expect(foreign.status).toBe(422);
    const stranger = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille Libre')).id });
    expect((await stranger.get(`/operateur/services/${id}/operations`)).status).toBe(404);
    expect((await subscriptionsOf(id))[0]).toMatchObject({ id: subscriptions[0]!.id, status: 'active' });
  });
});
