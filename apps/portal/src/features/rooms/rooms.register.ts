import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { MeetingRoom } from './meeting-room.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const roomsRegister: readonly DeclaredTable[] = [
  declareTable(MeetingRoom, {
    activity: 'services',
    personal: { createdById: 'account', name: 'content' },
    plain: [
      'id',
      'serviceId',
      'subscriptionId',
      'key',
      'lobby',
      'opensAt',
      'closesAt',
      'linkHash',
      'linkSealed',
      'endedAt',
      'createdAt',
    ],
    exported: [{ where: 'created_by_id = :account', without: ['key', 'linkHash', 'linkSealed'] }],
    erasure: [{ where: 'created_by_id = :account', clear: ['createdById'], scrub: ['name'] }],
    retention: [
      { days: 30, since: 'endedAt' },
      {
        days: 30,
        since: 'createdAt',
        where: `subscription_id IN (SELECT id FROM subscription WHERE status = 'ended')`,
      },
    ],
  }),
];
