import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { RoleGrant } from './role-grant.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const rolesRegister: readonly DeclaredTable[] = [
  declareTable(RoleGrant, {
    activity: 'administration',
    personal: {
      accountId: 'account',
      role: 'participation',
      structureId: 'participation',
      communeId: 'participation',
      notify: 'participation',
    },
    plain: ['id', 'createdAt'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
];
