import { isId } from '@ronron/kernel';
import { z } from 'zod';
import { denialReasons } from '../subscriptions/entitlements/entitlements.service.js';

/** About whom a service asks: exactly one of the first three. */
export const entitlementQuery = {
  sub: z.string().min(1).max(255),
  email: z.email({ pattern: z.regexes.html5Email }).max(254),
  organisation: z.string().refine(isId).meta({ format: 'uuid' }),
  lang: z.enum(['fr', 'en', 'br']).default('fr'),
} as const;

const bytes = z.int().min(0).nullable().describe('Bytes; null where the tool has none.');
const role = z.enum(['manager', 'member']);

const shared = {
  service: z.object({ id: z.uuid(), name: z.string(), address: z.url() }),
  holder: z.object({
    type: z.enum(['account', 'organisation']),
    sub: z
      .string()
      .optional()
      .describe('As the service knows it from sign-in; absent when it asked by e-mail in vain.'),
    id: z.uuid().optional().describe('Of an organisation.'),
  }),
};

const allowed = z.object({
  ...shared,
  allowed: z.literal(true),
  role: role.describe('The highest of the subscriptions.'),
  quota: bytes,
  subscriptions: z
    .array(
      z.object({
        id: z.uuid(),
        organisation: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('Null for one’s own.'),
        role,
        quota: bytes,
      }),
    )
    .describe('One’s own first. Empty for a service that is open to everybody.'),
});

const denied = z.object({
  ...shared,
  allowed: z.literal(false),
  reason: z.enum(denialReasons),
  title: z.string().describe('For people, in the language asked for.'),
  message: z.string(),
  link: z.object({ url: z.url(), label: z.string() }).describe('The page of the portal that helps.'),
  help: z
    .object({
      name: z.string(),
      email: z.email(),
      url: z.url(),
      advice: z.string().describe('In the structure’s own words; may be empty.'),
    })
    .describe('Who can help: the structure that runs the service.'),
});

export const entitlementAnswer = z.discriminatedUnion('allowed', [allowed, denied]);
export type EntitlementAnswer = z.input<typeof entitlementAnswer>;
