import { z } from 'zod';
import { moveKinds } from '../commitments/following/moves/commitment-move.entity.js';

/** What may have happened to a subscription. Services know these words: none is ever renamed. */
export const subscriptionEvents = [
  'subscription.granted',
  'subscription.changed',
  'subscription.suspended',
  'subscription.resumed',
  'subscription.ended',
  'webhook.test',
] as const;

/** All that the log may hold. */
export const webhookEvents = [...subscriptionEvents, 'commitment.moved'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** What a service is sent: as little as it needs to ask `/api/v1/entitlements`, and nobody's name or address. */
export const webhookMessage = z.object({
  type: z.enum(subscriptionEvents),
  timestamp: z.iso.datetime().describe('When it happened, not when it was sent.'),
  data: z.object({
    subscription: z.uuid().optional().describe('Absent in a test.'),
    status: z.enum(['active', 'suspended', 'ended']).optional(),
    quota: z.int().nullable().optional().describe('Bytes; null where the tool has none.'),
    revision: z
      .int()
      .optional()
      .describe('Raised with each change of a subscription: a message with a lower one came late and can be ignored.'),
    holder: z
      .object({
        type: z.enum(['account', 'organisation']),
        id: z.string().describe('For an account, its `sub` as this service knows it from sign-in.'),
      })
      .optional(),
  }),
});
export type WebhookMessage = z.output<typeof webhookMessage>;

/** A public move of a commitment: what the public reads, and nothing else. */
const movedCommitment = z.object({
  move: z.uuid().describe('Of the move itself: a message about it that came before can be dropped.'),
  kind: z.enum(moveKinds),
  commitment: z.object({
    id: z.uuid(),
    url: z.url().describe('Of `/api/v1`; it never changes.'),
    page: z.url().describe('For people, at the place that moved.'),
    commune: z.string().describe('INSEE code.'),
    measure: z.string().describe('Key of the measure in its programme.'),
  }),
  title: z.string().describe('Of the action, update or piece of evidence; empty otherwise.'),
  from: z.string().describe('A status, a day, a level or the state of an action; empty for none.'),
  to: z.string(),
  reason: z.string().describe('Why, in the words of the commune; may be empty.'),
});
export type MovedCommitment = z.output<typeof movedCommitment>;

/** What is told of a commune's commitments. */
export const commitmentMessage = z.object({
  type: z.enum(['commitment.moved', 'webhook.test']),
  timestamp: z.iso.datetime().describe('When it happened, not when it was sent.'),
  data: z.union([movedCommitment, z.strictObject({})]).describe('Empty in a test.'),
});
export type CommitmentMessage = z.output<typeof commitmentMessage>;

interface Told {
  readonly status: 'active' | 'suspended' | 'ended';
}

/** What a change of a subscription is called; `before` null: it was granted. */
export function eventOf(before: Told | null, after: Told): WebhookEvent {
  if (before === null) return 'subscription.granted';
  if (before.status === after.status) return 'subscription.changed';
  if (after.status === 'active') return 'subscription.resumed';
  return `subscription.${after.status}`;
}
