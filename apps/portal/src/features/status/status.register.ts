import { plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { ServiceCheck } from './service-check.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const statusRegister: readonly DeclaredTable[] = [
  plainTable(ServiceCheck, 'id', 'serviceId', 'at', 'healthy', 'reason', 'detail', 'latency', 'version'),
];
