import { z } from 'zod';
import { failureReasons } from '../contract/outcome.js';

const state = z.enum(['active', 'suspended', 'absent']);
const base = { version: z.literal(1).describe('Of this format.') };
const subscriptionId = z.string().describe('A UUID that stays the same as long as the subscription lasts.');
const remoteId = z
  .string()
  .max(200)
  .nullable()
  .describe('What your tool gave in answer to the last "apply"; null before.');

/** What the portal sends: the whole wish each time, so that repeating a call or losing one does no harm. */
export const requestSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('check'), ...base }).describe('Is the tool well? Change nothing.'),
    z
      .object({
        type: z.literal('apply'),
        ...base,
        subscriptionId,
        remoteId,
        state: state.describe('"suspended" closes the access and keeps the data; "absent" deletes it.'),
        name: z.string(),
        holder: z.object({ kind: z.enum(['account', 'organisation']), id: z.string(), name: z.string() }),
        members: z
          .array(
            z.object({
              accountId: z.string(),
              displayName: z.string(),
              email: z.string(),
              role: z.enum(['manager', 'member']),
            }),
          )
          .describe('Everybody who may use it; whoever is not in it may not.'),
        quotaBytes: z.int().nonnegative().nullable().describe('For the whole subscription; null: no limit of ours.'),
        locale: z.string().describe('fr, en or br.'),
      })
      .describe('Make the tool match this.'),
    z.object({ type: z.literal('inspect'), ...base, subscriptionId, remoteId }).describe('What does the tool have?'),
    z.object({ type: z.literal('usage'), ...base, subscriptionId, remoteId }).describe('How much is used?'),
    z
      .object({ type: z.literal('erase'), ...base, accountId: z.string(), email: z.string() })
      .describe('Delete all that the tool keeps about this person; done also when there is nothing.'),
  ])
  .describe('Body of a call from Ronron to a tool, signed as Standard Webhooks says.');

/** What a tool answers, as JSON with HTTP 200. */
export const answerSchema = z
  .discriminatedUnion('outcome', [
    z
      .object({
        outcome: z.literal('done'),
        version: z.string().max(100).nullish().describe('To "check": the tool’s release.'),
        remoteId: z.string().max(200).nullish().describe('To "apply": given back with the next calls.'),
        state: state.optional().describe('To "inspect", required there.'),
        remoteName: z.string().max(200).nullish().describe('To "inspect": the tool’s own name of it, for operators.'),
        name: z.string().max(200).nullish().describe('To "inspect": what people call it in the tool.'),
        memberCount: z.int().nonnegative().nullish().describe('To "inspect".'),
        quotaBytes: z.int().nonnegative().nullish().describe('To "inspect".'),
        bytes: z.int().nonnegative().nullish().describe('To "usage".'),
        items: z.int().nonnegative().nullish().describe('To "usage".'),
        lastActivityAt: z.iso.datetime().nullish().describe('To "usage": in UTC.'),
      })
      .describe('It is so now.'),
    z
      .object({ outcome: z.literal('pending'), retryAfterSeconds: z.int().min(1).max(86_400) })
      .describe('It is being done: the same call comes again after this time.'),
    z
      .object({ outcome: z.literal('failed'), reason: z.enum(failureReasons), detail: z.string().max(300).default('') })
      .describe('It could not be done. The detail is for operators: no secret, no personal data.'),
  ])
  .describe('Body of a tool’s answer to a call from Ronron.');

export type WebhookRequest = z.output<typeof requestSchema>;
export type WebhookAnswer = z.output<typeof answerSchema>;
