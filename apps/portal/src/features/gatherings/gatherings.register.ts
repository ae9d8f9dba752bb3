import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { TrainingAgreement } from './agreement/training-agreement.entity.js';
import { GatheringMeasure } from './gathering/gathering-measure.entity.js';
import { Gathering } from './gathering/gathering.entity.js';
import { GatheringOpinion } from './opinions/gathering-opinion.entity.js';
import { GatheringPaper } from './papers/gathering-paper.entity.js';
import { GatheringRegistration } from './registrations/gathering-registration.entity.js';
import { GatheringSession } from './sessions/gathering-session.entity.js';

/** Days after the end that a list of registered stays; longer where presence is noted by name, for its stated reason. */
export const LIST_KEPT_DAYS = 30;
export const NAMES_KEPT_DAYS = 180;

/** What these tables hold of people; see `declareTable`. */
export const gatheringsRegister: readonly DeclaredTable[] = [
  declareTable(Gathering, {
    activity: 'gatherings',
    personal: { trainers: 'identity', createdById: 'account' },
    plain: [
      'id',
      'slug',
      'kind',
      'title',
      'words',
      'communeId',
      'structureId',
      'heldBy',
      'heldByAgreedAt',
      'cameFrom',
      'series',
      'freeSoftware',
      'otherSoftware',
      'placeName',
      'placeAddress',
      'placeFeatures',
      'placeNotes',
      'roomPlaces',
      'onlinePlaces',
      'roomServiceId',
      'namesReason',
      'state',
      'cancelReason',
      'minutes',
      'startsAt',
      'endsAt',
      'opinionsAskedAt',
      'opinionsElsewhere',
      'version',
      'publishedAt',
      'createdAt',
      'updatedAt',
    ],
    exported: [{ where: 'created_by_id = :account' }],
    erasure: [
      { where: 'true', scrub: ['trainers'] },
      { where: 'created_by_id = :account', clear: ['createdById'] },
    ],
  }),
  plainTable(TrainingAgreement, 'communeId', 'structureId', 'agreedAt'),
  plainTable(GatheringMeasure, 'gatheringId', 'measureId'),
  plainTable(
    GatheringSession,
    'id',
    'gatheringId',
    'startsAt',
    'endsAt',
    'cancelledAt',
    'sequence',
    'meetingRoomId',
    'remindedAt',
    'roomPresent',
    'onlinePresent',
    'agentsPresent',
    'updatedAt',
  ),
  declareTable(GatheringRegistration, {
    activity: 'gatherings',
    personal: {
      accountId: 'account',
      email: 'contact',
      name: 'identity',
      linkHash: 'security',
      linkSealed: 'security',
      attended: 'participation',
    },
    plain: [
      'id',
      'gatheringId',
      'locale',
      'way',
      'status',
      'since',
      'createdAt',
      'cancelledAt',
      'gaveOpinion',
      'overAt',
    ],
    exported: [
      {
        where: 'account_id = :account OR (account_id IS NULL AND email = :email)',
        without: ['linkHash', 'linkSealed'],
      },
    ],
    erasure: [{ delete: 'account_id = :account OR (account_id IS NULL AND email = :email)' }],
    retention: [
      { days: 2, since: 'createdAt', where: `status = 'unconfirmed'` },
      { days: LIST_KEPT_DAYS, since: 'cancelledAt' },
      { days: LIST_KEPT_DAYS, since: 'overAt', where: 'attended IS NULL' },
      { days: NAMES_KEPT_DAYS, since: 'overAt' },
    ],
  }),
  plainTable(GatheringPaper, 'id', 'gatheringId', 'title', 'url', 'fileId', 'addedAt'),
  plainTable(GatheringOpinion, 'id', 'gatheringId', 'useful', 'wish'),
];
