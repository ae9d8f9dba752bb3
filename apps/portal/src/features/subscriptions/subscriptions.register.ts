import { declareTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { SubscriptionExport } from './ending/exports/subscription-export.entity.js';
import { SubscriptionClosure } from './ending/subscription-closure.entity.js';
import { AccessRemoval } from './removals/access-removal.entity.js';
import { Renewal } from './renewal/renewal.entity.js';
import { SubscriptionChange } from './changes/subscription-change.entity.js';
import { Subscription } from './subscription.entity.js';

/** The tool has let go, or nobody tries any more: until then the row says where the remote data is. */
const SETTLED = `status = 'ended' AND (applied_revision >= wanted_revision OR NOT EXISTS (
  SELECT 1 FROM provisioning_job job WHERE job.subscription_id = subscription.id
    AND job.status IN ('queued', 'running', 'retrying', 'waiting', 'dead')))`;

const THEIRS = 'subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)';
const THEIRS_SETTLED = `subscription_id IN (SELECT id FROM subscription WHERE account_id = :account AND ${SETTLED})`;

/** What these tables hold of people; see `declareTable`. */
export const subscriptionsRegister: readonly DeclaredTable[] = [
  declareTable(SubscriptionChange, {
    activity: 'services',
    personal: { askedById: 'account', reason: 'content', answer: 'content', decidedById: 'account' },
    plain: ['id', 'subscriptionId', 'wishedPlanId', 'wishedQuota', 'status', 'decidedAt', 'createdAt'],
    exported: [
      {
        where: 'asked_by_id = :account OR subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)',
        without: ['decidedById'],
      },
    ],
    erasure: [
      { delete: 'subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)' },
      { where: 'asked_by_id = :account', clear: ['askedById'], scrub: ['reason', 'answer'] },
      { where: 'decided_by_id = :account', clear: ['decidedById'] },
    ],
  }),
  // A copy's file goes with the account, and after its time.
  declareTable(SubscriptionClosure, {
    activity: 'services',
    personal: { reason: 'content', ticked: 'participation', receipt: 'participation' },
    plain: [
      'id',
      'subscriptionId',
      'cause',
      'status',
      'announcedAt',
      'endsAt',
      'remindedAt',
      'emptiedAt',
      'receiptKey',
    ],
    exported: [{ where: THEIRS, without: ['receiptKey'] }],
    erasure: [{ delete: THEIRS_SETTLED }],
  }),
  declareTable(AccessRemoval, {
    activity: 'services',
    personal: { accountId: 'account', personName: 'identity', cause: 'participation' },
    plain: ['id', 'subscriptionId', 'revision', 'askedAt'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ where: 'account_id = :account', mask: ['personName'], clear: ['accountId'] }],
    retention: [{ days: 365, since: 'askedAt' }],
  }),
  declareTable(Renewal, {
    activity: 'services',
    personal: { confirmedAt: 'participation', extensionReason: 'content' },
    plain: ['subscriptionId', 'dueAt', 'stage', 'stageAt'],
    exported: [{ where: THEIRS }],
    erasure: [{ delete: THEIRS_SETTLED }],
  }),
  declareTable(SubscriptionExport, {
    activity: 'services',
    personal: { fetchedAt: 'participation' },
    plain: ['id', 'subscriptionId', 'status', 'attempts', 'failureReason', 'askedAt', 'readyAt', 'fileId'],
    exported: [{ where: THEIRS, without: ['fileId'] }],
    erasure: [{ delete: THEIRS_SETTLED }],
  }),
  declareTable(Subscription, {
    activity: 'services',
    personal: { accountId: 'account', handle: 'participation', status: 'participation', suspendedFor: 'participation' },
    plain: [
      'id',
      'serviceId',
      'organisationId',
      'requestId',
      'planId',
      'planRevision',
      'quota',
      'ownQuota',
      'wantedRevision',
      'appliedRevision',
      'provisionedAt',
      'startedAt',
      'endedAt',
      'updatedAt',
    ],
    exported: [{ where: 'account_id = :account', without: ['handle'] }],
    erasure: [{ delete: `account_id = :account AND ${SETTLED}` }],
  }),
];
