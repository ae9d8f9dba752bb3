import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const webhooksRegister: readonly DeclaredTable[] = [
  plainTable(
    WebhookEndpoint,
    'ownerId',
    'serviceId',
    'communeId',
    'allowPrivate',
    'url',
    'secret',
    'previousSecret',
    'previousSecretUntil',
    'goneAt',
    'createdAt',
    'updatedAt',
  ),
  declareTable(WebhookDelivery, {
    activity: 'services',
    personal: { subscriptionId: 'participation', snapshot: 'participation' },
    plain: [
      'id',
      'ownerId',
      'serviceId',
      'communeId',
      'event',
      'status',
      'attempts',
      'failureReason',
      'failureDetail',
      'answerStatus',
      'lastAttemptAt',
      'nextAttemptAt',
      'finishedAt',
      'createdAt',
    ],
    exported: [],
    erasure: [{ delete: 'subscription_id IN (SELECT id FROM subscription WHERE account_id = :account)' }],
    retention: [{ days: 90, since: 'createdAt' }],
  }),
];
