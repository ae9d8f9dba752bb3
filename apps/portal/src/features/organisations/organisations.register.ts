import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Organisation } from './organisation.entity.js';
import { Membership } from './membership.entity.js';
import { LastManager } from './closing/last-manager.entity.js';
import { Handover } from './handover/handover.entity.js';
import { Invitation } from './joining/invitation.entity.js';
import { JoinRequest } from './joining/join-request.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const organisationsRegister: readonly DeclaredTable[] = [
  plainTable(
    Organisation,
    'id',
    'name',
    'kind',
    'rna',
    'siren',
    'siret',
    'noNumberReason',
    'communeId',
    'purpose',
    'createdAt',
    'closedAt',
  ),
  declareTable(Membership, {
    activity: 'organisations',
    personal: { accountId: 'account', role: 'participation', contact: 'participation' },
    plain: ['id', 'organisationId', 'createdAt'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
  declareTable(Invitation, {
    activity: 'organisations',
    personal: {
      hash: 'security',
      email: 'contact',
      role: 'participation',
      invitedById: 'account',
      acceptedById: 'account',
    },
    plain: ['id', 'organisationId', 'contact', 'expiresAt', 'revokedAt', 'acceptedAt', 'createdAt'],
    exported: [
      { where: 'email = :email OR accepted_by_id = :account', without: ['hash', 'invitedById'] },
      { where: 'invited_by_id = :account', without: ['hash', 'email', 'acceptedById'] },
    ],
    erasure: [
      { delete: 'email = :email OR accepted_by_id = :account' },
      { where: 'invited_by_id = :account', clear: ['invitedById'] },
    ],
    retention: [{ days: 365, since: 'expiresAt' }],
  }),
  declareTable(Handover, {
    activity: 'organisations',
    personal: { fromId: 'account', toId: 'account' },
    plain: ['id', 'organisationId', 'kind', 'stays', 'status', 'effectiveAt', 'createdAt', 'decidedAt'],
    exported: [
      { where: 'to_id = :account', without: ['fromId'] },
      { where: 'from_id = :account', without: ['toId'] },
    ],
    erasure: [{ delete: 'to_id = :account' }, { where: 'from_id = :account', clear: ['fromId'] }],
    retention: [{ days: 730, since: 'decidedAt' }],
  }),
  declareTable(LastManager, {
    activity: 'organisations',
    personal: { accountId: 'account', organisationId: 'participation' },
    plain: [],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
  declareTable(JoinRequest, {
    activity: 'organisations',
    personal: { accountId: 'account', message: 'content', decidedById: 'account' },
    plain: ['id', 'organisationId', 'status', 'createdAt', 'decidedAt'],
    exported: [{ where: 'account_id = :account', without: ['decidedById'] }],
    erasure: [{ delete: 'account_id = :account' }, { where: 'decided_by_id = :account', clear: ['decidedById'] }],
    retention: [{ days: 730, since: 'decidedAt' }],
  }),
];
