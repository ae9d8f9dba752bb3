import { jest } from '@jest/globals';
import { done, failed, type ActualState, type Outcome, type Page } from '@ronron/connectors';
import { HOUR, SECOND } from '@ronron/kernel';
import { startFaultyProxy, startScimPeer, type FaultyProxy, type PageClient, type ScimPeer } from '@ronron/testing';
import { grantAccess } from '../../testing/granted-service.js';
import { connectedService, testService } from '../../testing/catalogue-fixtures.js';
import { startTestPortal, type TestPortal } from '../../testing/portal-harness.js';
import { ServiceConnectors } from '../catalogue/service-connectors.service.js';
import { ServiceCircuit } from '../provisioning/circuits/service-circuit.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../subscriptions/subscriptions.service.js';
import { Drift } from './drifts/drift.entity.js';
import { ReconciliationRun } from './runs/reconciliation-run.entity.js';
import { Reconciler } from './runs/reconciler.service.js';
import { RemoteSighting } from './runs/remote-sighting.entity.js';

type Listing = (cursor: string | null) => Outcome<Page<ActualState>>;

describe('a service that lists what it holds, compared with what was granted', () => {
  let portal: TestPortal;
  let scim: ScimPeer;
  let proxy: FaultyProxy;
  let operator: PageClient;
  let structureId: string;
  /** Stand-ins for the tool of a service, and the marks that each was asked for. */
  const lists = new Map<string, Listing>();
  const asked: (string | null)[] = [];

  beforeAll(async () => {
    [portal, scim] = await Promise.all([startTestPortal(), startScimPeer()]);
    proxy = await startFaultyProxy(scim.url);
    structureId = (await portal.structure()).id;
    operator = await portal.signIn({ operatorOf: structureId });
    const connectors = portal.app.get(ServiceConnectors, { strict: false });
    const forService = connectors.forService.bind(connectors);
    jest.spyOn(connectors, 'forService').mockImplementation(async (serviceId) => {
      const listing = lists.get(serviceId);
      if (listing === undefined) return forService(serviceId);
      const list = async (cursor: string | null): Promise<Outcome<Page<ActualState>>> => {
        asked.push(cursor);
        return listing(cursor);
      };
      const { id, check, apply } = await forService(serviceId);
      // Without `inspect`: what the list does not tell is not there.
      return { id, check, apply, list };
    });
  });
  afterAll(async () => {
    await portal.stop();
    await proxy.stop();
    await scim.stop();
  });
  beforeEach(() => {
    asked.length = 0;
    proxy.fail(null);
  });

  async function granted(serviceId: string, count: number): Promise<Subscription[]> {
    for (let each = 0; each < count; each++) {
      const { id: accountId } = await portal.account({ displayName: `Personne ${each}` });
      await grantAccess(portal, serviceId, { accountId });
    }
    await portal.runJobs();
    return portal.database.getRepository(Subscription).find({ where: { serviceId }, order: { id: 'ASC' } });
  }

  /** A service of the dummy with as many subscriptions, and what a tool that holds exactly them would list. */
  async function standIn(count: number): Promise<{ id: string; held: ActualState[] }> {
    const connectorSettings = { url: 'https://tool.example', behaviour: 'ok', delayMs: 0 };
    const { id } = await testService(portal, { structureId, connectorSettings });
    const subscriptions = await granted(id, count);
    const held = subscriptions.map(({ id: subscriptionId }) => listed(subscriptionId, `tool-${subscriptionId}`));
    return { id, held };
  }

  async function begin(serviceId: string): Promise<void> {
    const page = await operator.get(`/operateur/services/${serviceId}/ecarts`);
    await operator.submit(page, 'form[action$="/ecarts/comparaison"]');
  }
  async function compare(serviceId: string): Promise<ReconciliationRun> {
    await begin(serviceId);
    await portal.runJobs();
    return latest(serviceId);
  }
  const latest = (serviceId: string): Promise<ReconciliationRun> =>
    portal.database
      .getRepository(ReconciliationRun)
      .findOneOrFail({ where: { serviceId }, order: { createdAt: 'DESC', id: 'DESC' } });
  const kindsOf = async (serviceId: string): Promise<Record<string, string>> => {
    const drifts = await portal.database.getRepository(Drift).findBy({ serviceId, status: 'open' });
    return Object.fromEntries(drifts.map(({ subject, kinds }) => [subject, kinds.join()]));
  };

  it('finds on a SCIM service what is missing and what is extra, page by page through a bad line, and removes nothing', async () => {
    const made = await connectedService(portal, 'scim', { scimUrl: proxy.url }, { token: scim.token });
    await portal.database.query(`INSERT INTO reconciliation_setting (service_id, mode) VALUES ($1, 'nightly-repair')`, [
      made.id,
    ]);
    const [missing, ended] = await granted(made.id, 4);
    expect(scim.groups.size).toBe(4);
    const groupOf = (id: string): string => [...scim.groups.values()].find((one) => one.externalId?.includes(id))!.id;
    scim.groups.delete(groupOf(missing!.id));
    const kept = structuredClone(scim.groups.get(groupOf(ended!.id))!);
    await portal.database.transaction((manager) =>
      portal.app.get(SubscriptionsService, { strict: false }).end(manager, ended!.id),
    );
    await portal.runJobs();
    scim.groups.set(kept.id, kept);
    // Groups of others, more than a page of them.
    for (let each = 0; each < 250; each++) {
      scim.groups.set(`other-${each}`, { id: `other-${each}`, version: 1, displayName: `Groupe ${each}`, members: [] });
    }
    proxy.failWhere((_, path) => path.startsWith('/Groups?startIndex=2'), 'truncated', 1);
    await portal.runTask('reconcile-nightly');
    await portal.runJobs();
    portal.clock.advance(HOUR);
    await portal.runJobs();
    expect(await latest(made.id)).toMatchObject({ status: 'done', extras: 1, differing: 1, repaired: 1 });
    expect(scim.groups.has(kept.id)).toBe(true);
    expect([...scim.groups.values()].filter((one) => one.externalId?.includes(missing!.id))).toHaveLength(1);
    expect(Object.values(await kindsOf(made.id))).toEqual(['extra']);
    expect(scim.groups.size).toBe(4 + 250);
  });

  it('goes on at the page where the service fell silent, and counts nothing twice', async () => {
    const { id, held } = await standIn(6);
    let silent = true;
    lists.set(id, (cursor) => {
      if (cursor === 'b' && silent) return failed('timeout', 'No answer.');
      return cursor === null ? page(held.slice(0, 3), 'b') : page(held.slice(3, 5), null);
    });
    await begin(id);
    await portal.runJobs();
    expect(await latest(id)).toMatchObject({ status: 'waiting', cursor: 'b', looked: 3, failureReason: 'timeout' });
    silent = false;
    portal.clock.advance(HOUR);
    await portal.runJobs();
    expect(await latest(id)).toMatchObject({ status: 'done', looked: 6, differing: 1, extras: 0, failureReason: null });
    expect(asked).toEqual([null, 'b', 'b']);
    expect(await kindsOf(id)).toEqual({ [held[5]!.subscriptionId!]: 'missing' });
    // The run's memory goes with it.
    expect(await portal.database.getRepository(RemoteSighting).count()).toBe(0);
  });

  it('goes on when its worker is killed in the middle of a page, with two workers at it', async () => {
    const { id, held } = await standIn(5);
    const reconciler = portal.app.get(Reconciler, { strict: false });
    let killed = false;
    lists.set(id, (cursor) => {
      if (cursor === 'b' && !killed) {
        killed = true;
        throw new Error('The worker is killed here.');
      }
      return cursor === null
        ? page(held.slice(0, 2), 'b')
        : page([...held.slice(2), listed(portal.newId(), 'x')], null);
    });
    await begin(id);
    const { id: runId } = await latest(id);
    await expect(reconciler.run(runId)).rejects.toThrow('killed');
    expect(await latest(id)).toMatchObject({ status: 'running', cursor: 'b', looked: 2 });
    await Promise.all([reconciler.run(runId), reconciler.run(runId)]);
    expect(await latest(id)).toMatchObject({ status: 'done', looked: 5, differing: 0, extras: 1 });
  });

  it('takes what a page repeats for the same, and what is there twice under two names for extra', async () => {
    const { id, held } = await standIn(4);
    const unknown = listed(portal.newId(), 'tool-unknown');
    const nobodys = listed(null, 'Made by hand');
    const twin = { ...held[0]!, remoteName: 'tool-twin' };
    lists.set(id, (cursor) =>
      cursor === null
        ? page([held[0]!, held[1]!, unknown, unknown, nobodys], 'b')
        : page([held[1]!, unknown, nobodys, held[2]!, held[3]!, twin], null),
    );
    expect(await compare(id)).toMatchObject({ status: 'done', looked: 4, differing: 0 });
    const extras = { [unknown.subscriptionId!]: 'extra', 'Made by hand': 'extra', 'tool-twin': 'extra' };
    expect(await kindsOf(id)).toEqual(extras);
    expect(await latest(id)).toMatchObject({ extras: 3 });
    await compare(id);
    expect(await kindsOf(id)).toEqual(extras);
    // A page later the tool has mended itself.
    lists.set(id, () => page(held, null));
    await compare(id);
    expect(await kindsOf(id)).toEqual({});
  });

  it('gives up a list that goes round in circles or never ends, says so, and leaves the service open to the rest', async () => {
    const { id, held } = await standIn(4);
    const pages: Record<string, Outcome<Page<ActualState>>> = {
      a: page(held.slice(0, 2), 'b'),
      b: page(held.slice(2), 'c'),
      c: page(held.slice(0, 2), 'b'),
    };
    lists.set(id, (cursor) => pages[cursor ?? 'a']!);
    await begin(id);
    for (let day = 0; day < 40 && (await latest(id)).status !== 'failed'; day++) {
      await portal.runJobs();
      portal.clock.advance(12 * HOUR);
    }
    expect(await latest(id)).toMatchObject({ status: 'failed', failureReason: 'bad-answer', looked: 4 });
    const seen = await operator.get(`/operateur/services/${id}/ecarts`);
    expect(seen.$('main').text()).toContain('goes round in circles');
    // Not one subscription was called missing for it, and provisioning goes on.
    expect(await kindsOf(id)).toEqual({});
    const circuit = await portal.database.getRepository(ServiceCircuit).findOneBy({ serviceId: id });
    expect(circuit?.state ?? 'closed').toBe('closed');

    let mark = 0;
    lists.set(id, () => {
      portal.clock.advance(9 * SECOND);
      return page([], String(++mark));
    });
    await begin(id);
    await portal.runJobs(1);
    const { id: runId } = await latest(id);
    await portal.database.getRepository(ReconciliationRun).update({ id: runId }, { pages: 10_000 });
    await portal.runJobs(1);
    expect(await latest(id)).toMatchObject({ status: 'waiting', failureDetail: expect.stringContaining('no end') });
  });

  it('lets others do their work between two pages of a slow service', async () => {
    const { id, held } = await standIn(3);
    const order: string[] = [];
    lists.set(id, (cursor) => {
      order.push('slow');
      portal.clock.advance(9 * SECOND);
      const at = Number(cursor ?? 0);
      return page([held[at]!], at === 2 ? null : String(at + 1));
    });
    const other = await standIn(1);
    await begin(id);
    await portal.runJobs(1);
    expect(await latest(id)).toMatchObject({ status: 'running', looked: 1 });
    lists.set(other.id, () => {
      order.push('quick');
      return page(other.held, null);
    });
    await begin(other.id);
    await portal.runJobs();
    expect(order).toEqual(['slow', 'slow', 'quick', 'slow']);
    expect([await latest(id), await latest(other.id)]).toMatchObject([
      { status: 'done', looked: 3 },
      { status: 'done', looked: 1 },
    ]);
  });
});

function listed(subscriptionId: string | null, remoteName: string): ActualState {
  return { state: 'active', subscriptionId, remoteName, name: null, memberCount: null, quotaBytes: null };
}

function page(items: readonly ActualState[], next: string | null): Outcome<Page<ActualState>> {
  return done({ items, next });
}
