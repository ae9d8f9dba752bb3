import {
  startFaultyProxy,
  startWebhookTool,
  type FaultyProxy,
  type PageClient,
  type WebhookTool,
} from '@ronron/testing';
import { DAY, HOUR } from '@ronron/kernel';
import { grantAccess } from '../../testing/granted-service.js';
import { connectedService } from '../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import type { Service } from '../catalogue/service.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { Drift } from './drifts/drift.entity.js';
import { ReconciliationRun } from './runs/reconciliation-run.entity.js';
import { Reconciler } from './runs/reconciler.service.js';

const GB = 1_000_000_000;

describe('a service compared with what was granted', () => {
  let portal: TestPortal;
  let tool: WebhookTool;
  let proxy: FaultyProxy;
  let operator: PageClient;
  let structureId: string;

  beforeAll(async () => {
    portal = await startTestPortal();
    tool = await startWebhookTool({ anyTime: true });
    proxy = await startFaultyProxy(tool.url);
    structureId = (await portal.structure()).id;
    operator = await portal.signIn({ operatorOf: structureId });
  });
  afterAll(async () => {
    await proxy.stop();
    await tool.stop();
    await portal.stop();
  });
  beforeEach(() => {
    proxy.fail(null);
    tool.kept.clear();
    tool.calls.length = 0;
  });

  const service = (): Promise<Service> =>
    connectedService(portal, 'webhook', { callUrl: `${proxy.url}/hooks/ronron` }, { signingSecret: tool.secret });

  async function granted(serviceId: string, count: number): Promise<Subscription[]> {
    const made: Subscription[] = [];
    for (let each = 0; each < count; each++) {
      const account = await portal.account({ displayName: `Personne ${each}` });
      made.push(await grantAccess(portal, serviceId, { accountId: account.id }, 5 * GB));
    }
    await portal.runJobs();
    return made;
  }

  async function compare(serviceId: string): Promise<ReconciliationRun> {
    const page = await operator.get(`/operateur/services/${serviceId}/ecarts`);
    await operator.submit(page, 'form[action$="/ecarts/comparaison"]');
    await portal.runJobs();
    return latest(serviceId);
  }

  const latest = (serviceId: string): Promise<ReconciliationRun> =>
    portal.database
      .getRepository(ReconciliationRun)
      .findOneOrFail({ where: { serviceId }, order: { createdAt: 'DESC', id: 'DESC' } });
  const drifts = (serviceId: string): Promise<Drift[]> =>
    portal.database.getRepository(Drift).find({ where: { serviceId }, order: { id: 'ASC' } });
  const kindsOf = async (serviceId: string, status: Drift['status'] = 'open'): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await drifts(serviceId)).filter((one) => one.status === status).map((one) => [one.subject, one.kinds.join()]),
    );

  it('finds what is missing, closed, opened, renamed and of another size, repairs it when told, and then finds nothing', async () => {
    const { id } = await service();
    const [missing, disabled, enabled, renamed, sized, fine] = await granted(id, 6);
    await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService, { strict: false }).suspend(manager, enabled!.id, 'operator'),
    );
    await portal.runJobs();
    tool.kept.delete(missing!.id);
    tool.kept.get(disabled!.id)!.state = 'suspended';
    tool.kept.get(enabled!.id)!.state = 'active';
    tool.kept.get(renamed!.id)!.name = 'Rien de tel';
    tool.kept.get(sized!.id)!.quotaBytes = GB;

    const run = await compare(id);
    const found = {
      [missing!.id]: 'missing',
      [disabled!.id]: 'disabled',
      [enabled!.id]: 'enabled',
      [renamed!.id]: 'renamed',
      [sized!.id]: 'quota',
    };
    expect(run).toMatchObject({ status: 'done', looked: 6, differing: 5, inMotion: 0, unreadable: 0, repaired: 0 });
    expect(await kindsOf(id)).toEqual(found);
    // Looking changes nothing, however often.
    const before = structuredClone([...tool.kept]);
    const first = (await drifts(id)).map((one) => [one.id, one.firstSeenAt]);
    portal.clock.advance(HOUR);
    await compare(id);
    expect(await kindsOf(id)).toEqual(found);
    expect((await drifts(id)).map((one) => [one.id, one.firstSeenAt])).toEqual(first);
    expect([...tool.kept]).toEqual(before);

    const page = await operator.get(`/operateur/services/${id}/ecarts`);
    expect(page.$('table tbody tr')).toHaveLength(5);
    const one = await operator.get(`/operateur/services/${id}/ecarts/${(await drifts(id))[0]!.id}`);
    await operator.submit(one, 'form[action$="/reparation"]');
    await portal.runJobs();
    expect(tool.kept.get((await drifts(id))[0]!.subject)).toMatchObject({ state: expect.any(String) });
    await operator.submit(page, 'form[action$="/ecarts/reparation"]');
    await portal.runJobs();
    expect(tool.kept.get(missing!.id)).toMatchObject({ state: 'active' });
    expect(tool.kept.get(disabled!.id)).toMatchObject({ state: 'active' });
    expect(tool.kept.get(enabled!.id)).toMatchObject({ state: 'suspended' });
    expect(tool.kept.get(renamed!.id)!.name).not.toBe('Rien de tel');
    expect(tool.kept.get(sized!.id)).toMatchObject({ quotaBytes: 5 * GB });
    expect((await compare(id)).differing).toBe(0);
    expect(await kindsOf(id)).toEqual({});
    expect(Object.keys(await kindsOf(id, 'gone'))).toHaveLength(5);
    expect(tool.kept.get(fine!.id)).toMatchObject({ state: 'active' });
  });

  it('never removes what is extra by itself; an operator may, or may vouch for it', async () => {
    const { id } = await service();
    await portal.database.query(`INSERT INTO reconciliation_setting (service_id, mode) VALUES ($1, 'nightly-repair')`, [
      id,
    ]);
    const [ended] = await granted(id, 2);
    await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService, { strict: false }).end(manager, ended!.id),
    );
    const kept = structuredClone(tool.kept.get(ended!.id)!);
    await portal.runJobs();
    expect(tool.kept.has(ended!.id)).toBe(false);
    tool.kept.set(ended!.id, kept);

    await portal.runTask('reconcile-nightly');
    await portal.runJobs();
    expect(await latest(id)).toMatchObject({ status: 'done', extras: 1, differing: 0, repaired: 0, startedById: null });
    expect(await kindsOf(id)).toEqual({ [ended!.id]: 'extra' });
    expect(tool.kept.has(ended!.id)).toBe(true);

    const path = `/operateur/services/${id}/ecarts/${(await drifts(id))[0]!.id}`;
    const refused = await operator.submit(await operator.get(path), 'form[action$="/connu"]');
    expect(refused.status).toBe(422);
    await operator.submit(refused, 'form[action$="/connu"]', { reason: 'Compte de secours' });
    await compare(id);
    expect(await kindsOf(id, 'known')).toEqual({ [ended!.id]: 'extra' });
    await operator.submit(await operator.get(path), 'form[action$="/connu/fin"]');

    const present = await portal.signIn({ operatorOf: structureId });
    const asked = await present.get(`${path}/suppression`);
    expect((await present.submit(asked, 'form[action$="/suppression"]', { sure: 'yes' })).status).toBe(200);
    await portal.runJobs();
    expect(tool.kept.has(ended!.id)).toBe(false);
    await compare(id);
    expect(Object.keys(await kindsOf(id, 'gone'))).toEqual([ended!.id]);
  });

  it('repairs at night where the service is set to, but not when nearly everything differs', async () => {
    const { id } = await service();
    const subscriptions = await granted(id, 25);
    await operator.submit(await operator.get(`/operateur/services/${id}/ecarts`), 'form[action$="/reglage"]', {
      mode: 'nightly-repair',
    });
    tool.kept.delete(subscriptions[0]!.id);
    await portal.runTask('reconcile-nightly');
    await portal.runJobs();
    expect(await latest(id)).toMatchObject({ status: 'done', differing: 1, repaired: 1, held: false });
    expect(tool.kept.get(subscriptions[0]!.id)).toMatchObject({ state: 'active' });

    portal.clock.advance(DAY);
    tool.kept.clear();
    await portal.runTask('reconcile-nightly');
    await portal.runJobs();
    expect(await latest(id)).toMatchObject({ status: 'done', differing: 25, repaired: 0, held: true });
    const held = (): number => subscriptions.filter((one) => tool.kept.has(one.id)).length;
    expect(held()).toBe(0);
    const page = await operator.get(`/operateur/services/${id}/ecarts`);
    expect(page.$('main').text()).toContain('Rien n’a été réparé automatiquement');
    await operator.submit(page, 'form[action$="/ecarts/reparation"]');
    await portal.runJobs();
    expect(held()).toBe(25);
  });

  it('goes on where it was when the service falls silent or the worker is killed, and counts nothing twice', async () => {
    const { id } = await service();
    const subscriptions = await granted(id, 12);
    tool.kept.delete(subscriptions[7]!.id);
    let seen = 0;
    proxy.failWhere((method) => method === 'POST' && ++seen > 5, 'hang-up', 3);
    const page = await operator.get(`/operateur/services/${id}/ecarts`);
    await operator.submit(page, 'form[action$="/ecarts/comparaison"]');
    await portal.runJobs(1);
    const waiting = await latest(id);
    expect(waiting).toMatchObject({ status: 'waiting', failureReason: 'unreachable' });
    expect(waiting.looked).toBeGreaterThan(0);
    expect(waiting.looked).toBeLessThan(12);
    proxy.fail(null);
    portal.clock.advance(HOUR);
    // What a killed worker leaves: a page whose questions were asked and whose answers nobody wrote down; and two workers at it.
    await portal.database.getRepository(ReconciliationRun).update({ id: waiting.id }, { status: 'running' });
    const reconciler = portal.app.get(Reconciler, { strict: false });
    await Promise.all([reconciler.run(waiting.id), reconciler.run(waiting.id)]);
    expect(await latest(id)).toMatchObject({ status: 'done', looked: 12, differing: 1, failureReason: null });
    expect(await kindsOf(id)).toEqual({ [subscriptions[7]!.id]: 'missing' });
  });

  it('misses nothing that was suspended before the tool ever opened it', async () => {
    const { id } = await service();
    const { id: accountId } = await portal.account();
    await portal.database.transaction(async (manager) => {
      const rights = portal.app.get(SubscriptionsService, { strict: false });
      const wish = { serviceId: id, holder: { accountId }, requestId: null, quota: null };
      await rights.suspend(manager, (await rights.grant(manager, wish)).id, 'operator');
    });
    await portal.runJobs();
    expect(tool.kept.size).toBe(0);
    expect(await compare(id)).toMatchObject({ status: 'done', looked: 1, differing: 0 });
  });

  it('says nothing of what is being changed', async () => {
    const { id } = await service();
    const [changing] = await granted(id, 2);
    proxy.failWhere((method) => method === 'POST', 'http-500', 1);
    await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService, { strict: false }).changeQuota(manager, changing!.id, GB),
    );
    const page = await operator.get(`/operateur/services/${id}/ecarts`);
    await operator.submit(page, 'form[action$="/ecarts/comparaison"]');
    await portal.runJobs();
    expect(await latest(id)).toMatchObject({ status: 'done', looked: 1, inMotion: 1, differing: 0 });
  });

  it('is the affair of its structure’s operators alone', async () => {
    const { id } = await service();
    await granted(id, 1);
    tool.kept.clear();
    await compare(id);
    const [drift] = await drifts(id);
    const stranger = await portal.signIn({ operatorOf: (await portal.structure('Cornouaille Libre')).id });
    const csrf = new URLSearchParams({ _csrf: stranger.csrf(await stranger.get('/mes-services')) });
    expect((await stranger.get(`/operateur/services/${id}/ecarts`)).status).toBe(404);
    expect((await stranger.post(`/operateur/services/${id}/ecarts/comparaison`, csrf)).status).toBe(404);
    expect((await stranger.post(`/operateur/services/${id}/ecarts/${drift!.id}/reparation`, csrf)).status).toBe(404);
    // Nor is it found under another service.
    const other = await service();
    expect((await operator.get(`/operateur/services/${other.id}/ecarts/${drift!.id}`)).status).toBe(404);
    expect(await kindsOf(id)).toEqual({ [drift!.subject]: 'missing' });
  });
});
