import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { BulkItem } from './bulk-item.entity.js';
import { BulkOperation } from './bulk-operation.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const bulkRegister: readonly DeclaredTable[] = [
  declareTable(BulkItem, {
    activity: 'services',
    personal: { subscriptionId: 'participation' },
    plain: ['operationId', 'status', 'revision', 'failureReason'],
    exported: [],
    erasure: [{ delete: 'subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)' }],
  }),
  declareTable(BulkOperation, {
    activity: 'services',
    personal: { startedById: 'participation' },
    plain: ['id', 'serviceId', 'kind', 'quota', 'status', 'createdAt', 'finishedAt'],
    exported: [],
    erasure: [{ where: 'started_by_id = :account', clear: ['startedById'] }],
    retention: [{ days: 365, since: 'finishedAt' }],
  }),
];
