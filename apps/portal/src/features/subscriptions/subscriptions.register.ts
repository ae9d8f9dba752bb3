import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Subscription } from './subscription.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const subscriptionsRegister: readonly DeclaredTable[] = [
  declareTable(Subscription, {
    activity: 'services',
    personal: { accountId: 'account', handle: 'participation', status: 'participation', suspendedFor: 'participation' },
    plain: [
      'id',
      'serviceId',
      'organisationId',
      'requestId',
      'quota',
      'wantedRevision',
      'appliedRevision',
      'provisionedAt',
      'startedAt',
      'endedAt',
      'updatedAt',
    ],
    exported: [{ where: 'account_id = :account', without: ['handle'] }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
];
