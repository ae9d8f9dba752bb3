import { startFaultyProxy, startScimPeer, startWebhookTool, type Fault } from '@ronron/testing';
import { systemClock } from '@ronron/kernel';
import { setTimeout as delay } from 'node:timers/promises';
import { ReconciliationRuns } from '../../features/reconciliation/runs/reconciliation-runs.service.js';
import { ReconciliationRun } from '../../features/reconciliation/runs/reconciliation-run.entity.js';
import { Subscription } from '../../features/subscriptions/subscription.entity.js';
import { SubscriptionsService } from '../../features/subscriptions/subscriptions.service.js';
import { connectedService } from '../catalogue-fixtures.js';
import type { TestPortal } from '../portal-harness.js';
import { ChaosWorkers } from './chaos-workers.js';
import { Seeded } from './seeded.js';
import { wrongInScim, wrongInWebhookTool } from './what-is-wrong.js';

export interface ChaosOptions {
  readonly seed: number;
  /** Half at a tool that is called, half at a SCIM service. */
  readonly subscriptions: number;
  readonly kills: number;
  /** Called now and then with how many workers were killed. */
  readonly progress?: (killed: number) => void;
}

export interface ChaosResult {
  /** What a service holds otherwise than granted, in words; empty when all is well. */
  readonly wrong: readonly string[];
  readonly killed: number;
  readonly changes: number;
  /** Requests that met each fault. */
  readonly faults: Readonly<Record<string, number>>;
  readonly requests: number;
  /** Jobs that came to nothing for an operator to repair. */
  readonly dead: number;
  readonly seconds: number;
}

const UNDONE = `('queued', 'running', 'retrying', 'waiting')`;
const USUAL_FAULTS: readonly (Fault | 'late')[] = [
  ...(['hang-up', 'lost-answer', 'truncated', 'http-500', 'html', 'twice', 'late'] as const),
];
const FAULTY = 0.06;
/** Each costs ten seconds. */
const SILENT = 0.002;

/**
 * Grants, changes and ends subscriptions while workers are killed at random moments and every answer may be cut, late, half, an error,
 * nonsense, given twice or lost. Then lets one worker finish in peace, and says what the services hold that they should not.
 * @throws Error when the work does not come to an end
 */
export async function runChaos(
  portal: TestPortal,
  environment: Readonly<Record<string, string>>,
  options: ChaosOptions,
): Promise<ChaosResult> {
  const startedAt = systemClock.now().getTime();
  const seeded = new Seeded(options.seed);
  const met: Record<string, number> = {};
  const choose = (): Fault | 'late' | null => {
    const chance = seeded.next();
    const fault = chance < SILENT ? 'silent' : chance < FAULTY ? seeded.oneOf(USUAL_FAULTS) : null;
    if (fault !== null) met[fault] = (met[fault] ?? 0) + 1;
    return fault;
  };
  const tool = await startWebhookTool();
  const scim = await startScimPeer();
  const proxies = [await startFaultyProxy(tool.url), await startFaultyProxy(scim.url)] as const;
  const workers = new ChaosWorkers(portal.database, environment);
  const { database } = portal;
  const rights = portal.app.get(SubscriptionsService, { strict: false });
  const count = async (sql: string): Promise<number> =>
    (await database.query<[{ count: number }]>(`SELECT count(*)::int AS count FROM ${sql}`))[0].count;

  async function grant(serviceId: string): Promise<string> {
    const account = await portal.account({ displayName: `Personne ${seeded.below(1e6)}` });
    const wish = { serviceId, holder: { accountId: account.id }, requestId: null, quota: 1e9 };
    return (await database.transaction((manager) => rights.grant(manager, wish))).id;
  }

  function change(id: string): Promise<void> {
    return database.transaction(async (manager) => {
      const what = seeded.oneOf(['quota', 'quota', 'suspend', 'resume', 'again', 'end'] as const);
      if (what === 'quota') await rights.changeQuota(manager, id, (1 + seeded.below(9)) * 1e9);
      if (what === 'suspend') await rights.suspend(manager, id, 'operator');
      if (what === 'resume') await rights.resume(manager, id, 'operator');
      if (what === 'again') await rights.reapply(manager, id);
      if (what === 'end' && seeded.next() < 0.3) await rights.end(manager, id);
    });
  }

  async function untilDone(what: () => Promise<number>): Promise<void> {
    const deadline = systemClock.now().getTime() + 600_000;
    while ((await what()) > 0) {
      if (systemClock.now().getTime() > deadline) throw new Error('The work does not come to an end.');
      await delay(100);
    }
  }

  try {
    const services = [
      await connectedService(
        portal,
        'webhook',
        { callUrl: `${proxies[0].url}/hooks/ronron` },
        { signingSecret: tool.secret },
      ),
      await connectedService(portal, 'scim', { scimUrl: proxies[1].url }, { token: scim.token }),
    ].map(({ id }) => id) as [string, string];
    for (const proxy of proxies) proxy.failBy(choose);
    await workers.start();
    const granted: string[] = [];
    let changes = 0;
    for (let kill = 0; kill < options.kills; kill++) {
      const next = workers.start();
      const most = Math.ceil((options.subscriptions * (kill + 1)) / options.kills);
      while (granted.length < most) granted.push(await grant(services[granted.length % 2]!));
      const some = Math.ceil(options.subscriptions / options.kills);
      for (let each = 0; each < some; each++, changes++) await change(seeded.oneOf(granted));
      await next;
      await delay(seeded.below(800));
      await workers.killOldest();
      options.progress?.(workers.killed);
    }
    for (const proxy of proxies) proxy.failBy(null);
    await untilDone(() => count(`provisioning_job WHERE status IN ${UNDONE}`));
    const subscriptions = await database.getRepository(Subscription).find({ relations: { account: true } });
    const wrong = [
      ...wrongInWebhookTool(
        tool,
        subscriptions.filter(({ serviceId }) => serviceId === services[0]),
      ),
      ...wrongInScim(
        scim,
        subscriptions.filter(({ serviceId }) => serviceId === services[1]),
      ),
      ...(await comparedWrong(services)),
    ];
    return {
      ...{ wrong, killed: workers.killed, changes, faults: met },
      requests: proxies.reduce((sum, proxy) => sum + proxy.requests, 0),
      dead: await count(`provisioning_job WHERE status = 'dead'`),
      seconds: Math.round((systemClock.now().getTime() - startedAt) / 1000),
    };
  } finally {
    await workers.stop();
    await Promise.all([...proxies, tool, scim].map((server) => server.stop()));
  }

  /** The portal's own comparison comes to the same. */
  async function comparedWrong(services: readonly string[]): Promise<string[]> {
    for (const id of services) {
      await database.query(`INSERT INTO reconciliation_setting (service_id, mode) VALUES ($1, 'nightly')`, [id]);
    }
    await portal.app.get(ReconciliationRuns, { strict: false }).beginNightly();
    await untilDone(() => count(`reconciliation_run WHERE status IN ('queued', 'running', 'waiting')`));
    const runs = await database.getRepository(ReconciliationRun).find();
    return runs
      .filter((run) => run.status !== 'done' || run.differing + run.extras + run.unreadable + run.inMotion > 0)
      .map((run) => `compared: ${JSON.stringify(run)}`);
  }
}
