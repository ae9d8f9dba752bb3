import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { ProvisioningJob } from './provisioning-job.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const provisioningRegister: readonly DeclaredTable[] = [
  declareTable(ProvisioningJob, {
    activity: 'services',
    personal: { failureDetail: 'content' },
    plain: [
      'id',
      'subscriptionId',
      'status',
      'revision',
      'attempts',
      'failureReason',
      'startedAt',
      'nextAttemptAt',
      'finishedAt',
      'createdAt',
    ],
    exported: [],
    erasure: [{ where: 'true', scrub: ['failureDetail'] }],
  }),
];
