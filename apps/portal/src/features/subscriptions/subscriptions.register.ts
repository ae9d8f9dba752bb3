import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Subscription } from './subscription.entity.js';

/** The tool has let go, or nobody tries any more: until then the row says where the remote data is. */
const SETTLED = `status = 'ended' AND (applied_revision >= wanted_revision OR NOT EXISTS (
  SELECT 1 FROM provisioning_job job WHERE job.subscription_id = subscription.id
    AND job.status IN ('queued', 'running', 'retrying', 'dead')))`;

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
    erasure: [{ delete: `account_id = :account AND ${SETTLED}` }],
  }),
];
