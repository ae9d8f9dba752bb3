import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { Commune } from './commune.entity.js';
import { Structure } from './structure.entity.js';
import { StructureMember } from './structure-member.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const territoriesRegister: readonly DeclaredTable[] = [
  plainTable(
    Commune,
    'id',
    'inseeCode',
    'name',
    'slug',
    'postcodes',
    'served',
    'notServedMessage',
    'colour',
    'logoFileId',
    'principal',
    'createdAt',
  ),
  plainTable(
    Structure,
    'id',
    'slug',
    'name',
    'kind',
    'description',
    'website',
    'email',
    'phone',
    'address',
    'communeId',
    'intake',
    'intakeNote',
    'active',
    'createdAt',
  ),
  declareTable(StructureMember, {
    activity: 'membership',
    personal: { email: 'contact', name: 'identity' },
    plain: ['id', 'structureId', 'createdAt'],
    exported: [{ where: 'email = :email' }],
    erasure: [{ delete: 'email = :email' }],
  }),
];
