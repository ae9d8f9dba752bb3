import { BulkItem } from '../../bulk/bulk-item.entity.js';
import { BulkOperation } from '../../bulk/bulk-operation.entity.js';
import { ServiceCircuit } from '../../provisioning/circuits/service-circuit.entity.js';
import { FAILURES_THAT_OPEN } from '../../provisioning/circuits/circuit-rules.js';
import { ProvisioningJob } from '../../provisioning/provisioning-job.entity.js';
import { Drift, type DriftKind, type HeldState } from '../../reconciliation/drifts/drift.entity.js';
import { ReconciliationRun } from '../../reconciliation/runs/reconciliation-run.entity.js';
import { ReconciliationSetting } from '../../reconciliation/runs/reconciliation-setting.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';
import type { DemoAccounts } from './demo-accounts.js';
import type { DemoOrganisations } from './demo-organisations.js';
import type { DemoContext } from './demo-seed.js';
import type { DemoServices } from './demo-services.js';

/** What operators mend: a tool changed by hand, one that does not answer, and a change for many that waits half done. */
export async function demoRepairs(
  context: DemoContext,
  services: DemoServices,
  accounts: DemoAccounts,
  organisations: DemoOrganisations,
): Promise<void> {
  await cloudChangedByHand(context, services, accounts);
  await listsOutOfOrder(context, services, organisations);
  await roomsHalfDone(context, services, accounts);
}

/** The stand-in keeps what it holds in the handle: compared anew it differs as shown here, and a repair mends it. */
async function cloudChangedByHand(
  context: DemoContext,
  { cloud }: DemoServices,
  { neighbours }: DemoAccounts,
): Promise<void> {
  const { manager, newId, ago } = context;
  const seenAt = ago(0, 6);
  const run = manager.create(ReconciliationRun, {
    id: newId(),
    serviceId: cloud.id,
    status: 'done',
    phase: 'repairs',
    cursor: null,
    repairs: false,
    ...{ looked: 4, differing: 2, extras: 2, inMotion: 1 },
    startedById: null,
    createdAt: seenAt,
    finishedAt: seenAt,
  });
  await manager.insert(ReconciliationSetting, { serviceId: cloud.id, mode: 'nightly' });
  await manager.insert(ReconciliationRun, run as never);
  const drift = (values: Pick<Drift, 'subject' | 'subscriptionId' | 'kinds' | 'found' | 'wanted'>): Drift =>
    manager.create(Drift, {
      id: newId(),
      serviceId: cloud.id,
      remoteName: values.subject,
      status: 'open',
      runId: run.id,
      firstSeenAt: ago(3, 6),
      lastSeenAt: seenAt,
      ...values,
    });
  const differing = async (holder: number, kind: DriftKind, change: Partial<HeldState>): Promise<Drift> => {
    const { id: accountId, displayName } = neighbours[holder]!;
    const subscription = await manager.findOneByOrFail(Subscription, { serviceId: cloud.id, accountId });
    const wanted = {
      ...{ state: 'active', name: displayName, quotaBytes: subscription.quota, memberCount: 1 },
    } satisfies HeldState;
    const found = { ...wanted, ...change };
    await inTool(context, subscription, found);
    return drift({ subject: subscription.id, subscriptionId: subscription.id, kinds: [kind], found, wanted });
  };
  const left = await leftover(context, cloud.id, neighbours[3]!);
  const untold = { state: 'active', name: null, quotaBytes: null, memberCount: null } as const;
  await manager.insert(Drift, [
    await differing(6, 'disabled', { state: 'suspended' }),
    await differing(7, 'quota', { quotaBytes: 10 * 1000 ** 3 }),
    drift({ subject: left.id, subscriptionId: left.id, kinds: ['extra'], found: left.found, wanted: null }),
    Object.assign(
      drift({ subject: 'sauvegarde', subscriptionId: null, kinds: ['extra'], found: untold, wanted: null }),
      { status: 'known', knownReason: 'Compte technique des sauvegardes de chaque nuit.' },
    ),
  ] as never);
}

/** Somebody gave the cloud back, and the tool still holds it. */
async function leftover(
  context: DemoContext,
  serviceId: string,
  { id: accountId, displayName }: { readonly id: string; readonly displayName: string },
): Promise<{ id: string; found: HeldState }> {
  const { manager, newId, ago } = context;
  const subscription = manager.create(Subscription, {
    id: newId(),
    serviceId,
    accountId,
    status: 'ended',
    quota: 5 * 1000 ** 3,
    ...{ wantedRevision: 2, startedAt: ago(140), endedAt: ago(20), updatedAt: ago(20) },
  });
  await manager.insert(Subscription, subscription as never);
  const found: HeldState = { state: 'active', name: displayName, quotaBytes: subscription.quota, memberCount: 1 };
  await inTool(context, subscription, found);
  return { id: subscription.id, found };
}

/** The stand-in holds this of it, and nothing is left to do. */
async function inTool(
  { manager, ago }: DemoContext,
  { id, wantedRevision, startedAt }: Subscription,
  { state, name, quotaBytes, memberCount }: HeldState,
): Promise<void> {
  const handle = { version: 1, subscriptionId: id, state, name, quotaBytes, members: memberCount };
  await manager.update(
    Subscription,
    { id },
    { handle: handle as never, appliedRevision: wantedRevision, provisionedAt: startedAt },
  );
  await manager.update(ProvisioningJob, { subscriptionId: id }, { status: 'done', finishedAt: ago(20) });
}

/** Its machine is being changed: nothing is asked of it, and a change of the association waits. */
async function listsOutOfOrder(
  context: DemoContext,
  { lists }: DemoServices,
  { dance }: DemoOrganisations,
): Promise<void> {
  const { manager, newId, ago } = context;
  const subscription = await manager.findOneByOrFail(Subscription, { serviceId: lists.id, organisationId: dance.id });
  const held = { state: 'active', name: dance.name, quotaBytes: null, memberCount: 4 } as const;
  await inTool(context, subscription, held);
  await manager.update(Subscription, { id: subscription.id }, { wantedRevision: 2 });
  await manager.insert(ProvisioningJob, {
    id: newId(),
    subscriptionId: subscription.id,
    status: 'waiting',
    revision: 2,
    attempts: 3,
    failureReason: 'unreachable',
    failureDetail: 'The dummy was told to fail always.',
    startedAt: ago(1, 3),
    createdAt: ago(1, 4),
  });
  await manager.insert(ServiceCircuit, {
    serviceId: lists.id,
    state: 'open',
    failures: FAILURES_THAT_OPEN,
    probes: 5,
    reason: 'unreachable',
    detail: 'The dummy was told to fail always.',
    openedAt: ago(1, 3),
    nextProbeAt: ago(0),
  });
  await context.probe(lists.id);
}

/** A new server for the video meetings: everybody's rooms are to be made there, and somebody paused it for the night. */
async function roomsHalfDone(
  { manager, newId, ago }: DemoContext,
  { visio }: DemoServices,
  { operator }: DemoAccounts,
): Promise<void> {
  const operation = manager.create(BulkOperation, {
    id: newId(),
    serviceId: visio.id,
    kind: 'reapply',
    quota: null,
    status: 'paused',
    startedById: operator.id,
    createdAt: ago(0, 14),
    finishedAt: null,
  });
  await manager.insert(BulkOperation, operation as never);
  const subscriptions = await manager.find(Subscription, { where: { serviceId: visio.id }, order: { id: 'ASC' } });
  const half = Math.ceil(subscriptions.length / 2);
  await manager.insert(
    BulkItem,
    subscriptions.map(({ id }, index) => ({
      operationId: operation.id,
      subscriptionId: id,
      ...(index < half ? { status: 'done' as const, revision: 1 } : { status: 'todo' as const }),
    })),
  );
}
