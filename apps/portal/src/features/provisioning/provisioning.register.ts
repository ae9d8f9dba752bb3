import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { ServiceCircuit } from './circuits/service-circuit.entity.js';
import { ProvisioningJob } from './provisioning-job.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const provisioningRegister: readonly DeclaredTable[] = [
  plainTable(ServiceCircuit, 'serviceId', 'state', 'failures', 'probes', 'reason', 'detail', 'openedAt', 'nextProbeAt'),
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
