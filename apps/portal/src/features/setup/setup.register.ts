import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { SetupLink } from './first-run/setup-link.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const setupRegister: readonly DeclaredTable[] = [
  declareTable(SetupLink, {
    activity: 'administration',
    personal: { hash: 'security', accountId: 'account' },
    plain: ['expiresAt', 'finishedAt', 'communeId', 'structureId', 'serviceId', 'mailSentAt'],
    exported: [],
    erasure: [{ where: 'account_id = :account', clear: ['accountId'] }],
  }),
];
