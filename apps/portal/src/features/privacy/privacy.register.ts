import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Erasure } from './erasure/erasure.entity.js';
import { ServiceErasure } from './erasure/service-erasure.entity.js';
import { RetainedRecord } from './retention/retained-record.entity.js';

/** What people's rights themselves leave behind; see `declareTable`. */
export const privacyRegister: readonly DeclaredTable[] = [
  declareTable(RetainedRecord, {
    activity: 'legal-retention',
    personal: { accountId: 'account', lookup: 'contact', sealed: 'identity', category: 'connection' },
    plain: ['id', 'at', 'keptUntil'],
    // The person's own connections are read out of it for their export (`RetainedRecords.connectionsOf`).
    exported: [],
    erasure: [],
    retention: [{ days: 0, since: 'keptUntil' }],
    pseudonyms: ['accountId'],
  }),
  declareTable(Erasure, {
    activity: 'rights',
    personal: { accountId: 'account', receiptHash: 'security', sealedPerson: 'contact' },
    plain: ['id', 'askedAt', 'erasedAt', 'completedAt', 'counts', 'identityKeptUntil', 'accountKeptUntil'],
    exported: [],
    erasure: [],
    retention: [{ days: 5 * 365 + 1, since: 'erasedAt' }],
    pseudonyms: ['accountId'],
  }),
  declareTable(ServiceErasure, {
    activity: 'rights',
    personal: { failureDetail: 'content' },
    plain: [
      'id',
      'erasureId',
      'serviceId',
      'status',
      'attempts',
      'failureReason',
      'abandonReason',
      'nextAttemptAt',
      'finishedAt',
      'createdAt',
    ],
    exported: [],
    erasure: [{ where: 'true', scrub: ['failureDetail'] }],
  }),
];
