import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Drift } from './drifts/drift.entity.js';
import { ReconciliationRun } from './runs/reconciliation-run.entity.js';
import { ReconciliationSetting } from './runs/reconciliation-setting.entity.js';
import { RemoteSighting } from './runs/remote-sighting.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const reconciliationRegister: readonly DeclaredTable[] = [
  plainTable(ReconciliationSetting, 'serviceId', 'mode'),
  declareTable(Drift, {
    activity: 'services',
    personal: {
      subscriptionId: 'participation',
      remoteName: 'identity',
      found: 'identity',
      wanted: 'identity',
      knownReason: 'content',
    },
    plain: [
      'id',
      'serviceId',
      'subject',
      'kinds',
      'status',
      'failureReason',
      'runId',
      'firstSeenAt',
      'lastSeenAt',
      'resolvedAt',
    ],
    exported: [],
    erasure: [
      { delete: 'subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)' },
      { where: 'true', scrub: ['remoteName', 'found', 'wanted', 'knownReason'] },
    ],
    retention: [{ days: 365, since: 'resolvedAt', where: `status = 'gone'` }],
  }),
  declareTable(RemoteSighting, {
    activity: 'services',
    personal: { subscriptionId: 'participation', remoteName: 'identity' },
    plain: ['runId'],
    exported: [],
    erasure: [
      { delete: 'subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)' },
      { where: 'true', scrub: ['remoteName'] },
    ],
  }),
  declareTable(ReconciliationRun, {
    activity: 'services',
    personal: { startedById: 'participation' },
    plain: [
      'id',
      'serviceId',
      'status',
      'phase',
      'cursor',
      'repairs',
      'held',
      'looked',
      'differing',
      'extras',
      'pages',
      'inMotion',
      'unreadable',
      'repaired',
      'attempts',
      'failureReason',
      'failureDetail',
      'createdAt',
      'finishedAt',
    ],
    exported: [],
    erasure: [{ where: 'started_by_id = :account', clear: ['startedById'] }],
    retention: [{ days: 365, since: 'finishedAt' }],
  }),
];
