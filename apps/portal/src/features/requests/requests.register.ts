import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { RequestHandover } from './handing/request-handover.entity.js';
import { ServiceRequest } from './service-request.entity.js';
import { RequestEvent } from './request-event.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const requestsRegister: readonly DeclaredTable[] = [
  declareTable(RequestHandover, {
    activity: 'services',
    personal: { proposedById: 'account', message: 'content' },
    plain: ['id', 'requestId', 'fromServiceId', 'toServiceId', 'status', 'proposedAt', 'answeredAt'],
    exported: [
      {
        where: 'request_id IN (SELECT id FROM service_request WHERE account_id = :account)',
        without: ['proposedById'],
      },
    ],
    erasure: [
      { where: 'request_id IN (SELECT id FROM service_request WHERE account_id = :account)', scrub: ['message'] },
      { where: 'proposed_by_id = :account', clear: ['proposedById'] },
    ],
  }),
  declareTable(RequestEvent, {
    activity: 'services',
    personal: { actorId: 'account', message: 'content' },
    plain: ['id', 'requestId', 'at', 'position', 'side', 'kind', 'status', 'internal'],
    exported: [
      {
        where:
          'request_id IN (SELECT id FROM service_request WHERE account_id = :account AND organisation_id IS NULL) AND NOT internal',
        without: ['actorId'],
      },
      {
        where:
          'actor_id = :account AND request_id NOT IN (SELECT id FROM service_request WHERE account_id = :account AND organisation_id IS NULL)',
      },
    ],
    erasure: [
      {
        where: 'request_id IN (SELECT id FROM service_request WHERE account_id = :account) OR actor_id = :account',
        scrub: ['message'],
      },
      { where: 'actor_id = :account', clear: ['actorId'] },
    ],
  }),
  declareTable(ServiceRequest, {
    activity: 'services',
    personal: { accountId: 'account', answers: 'content', reason: 'content', decidedById: 'account' },
    plain: [
      'id',
      'serviceId',
      'organisationId',
      'status',
      'askedQuestions',
      'planId',
      'submittedAt',
      'waitingListSince',
      'readyAt',
      'handedOverAt',
      'decidedAt',
      'alternativeServiceId',
      'appealOfId',
      'version',
      'createdAt',
      'updatedAt',
    ],
    exported: [{ where: 'account_id = :account', without: ['decidedById'] }],
    erasure: [
      { delete: 'account_id = :account AND organisation_id IS NULL' },
      { where: 'account_id = :account', clear: ['accountId'], scrub: ['answers', 'reason'] },
      { where: 'decided_by_id = :account', clear: ['decidedById'] },
    ],
  }),
];
