import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Erasure } from './erasure/erasure.entity.js';
import { ServiceErasure } from './erasure/service-erasure.entity.js';
import { DataExport } from './export/data-export.entity.js';
import { RightsRequest } from './rights/rights-request.entity.js';
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
  declareTable(DataExport, {
    activity: 'rights',
    personal: { accountId: 'account' },
    plain: ['id', 'status', 'attempts', 'askedAt', 'readyAt', 'expiresAt', 'fileId', 'fetchedAt'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
    retention: [{ days: 365, since: 'askedAt' }],
  }),
  declareTable(RightsRequest, {
    activity: 'rights',
    personal: {
      right: 'participation',
      accountId: 'account',
      name: 'identity',
      email: 'contact',
      message: 'content',
      deceasedName: 'identity',
      deceasedEmail: 'contact',
      kinship: 'participation',
      piecesSeen: 'participation',
      answer: 'content',
      answeredById: 'account',
    },
    plain: [
      'id',
      'structureId',
      'locale',
      'wish',
      'status',
      'receivedAt',
      'dueAt',
      'extendedAt',
      'extensionReason',
      'answeredAt',
    ],
    exported: [{ where: 'account_id = :account OR email = :email', without: ['answeredById'] }],
    erasure: [
      { delete: 'account_id = :account OR email = :email OR deceased_email = :email' },
      { where: 'answered_by_id = :account', clear: ['answeredById'] },
    ],
    // Three years in which somebody may complain about the answer.
    retention: [{ days: 1096, since: 'answeredAt' }],
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
