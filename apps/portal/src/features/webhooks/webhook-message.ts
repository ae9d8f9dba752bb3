import { z } from 'zod';

/** What may have happened. Services know these words: none is ever renamed. */
export const webhookEvents = [
  'subscription.granted',
  'subscription.changed',
  'subscription.suspended',
  'subscription.resumed',
  'subscription.ended',
  'webhook.test',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** What a service is sent: as little as it needs to ask `/api/v1/entitlements`, and nobody's name or address. */
export const webhookMessage = z.object({
  type: z.enum(webhookEvents),
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
