import { z } from 'zod';
import { commitmentStatuses } from '../../commitment-status.js';
import { moveKinds } from '../../following/moves/commitment-move.entity.js';

const day = z.iso.date().nullable();
const moment = z.iso.datetime();

/** One commitment, as JSON-LD (schema.org, and words of ours under `ronron:`). */
export const openCommitment = z.looseObject({
  '@id': z.url().describe('Its address in this interface; it never changes.'),
  identifier: z.uuid(),
  name: z.string().describe('Of the measure, in French.'),
  description: z.string().describe('The promise in the commune’s own words, Markdown.'),
  url: z.url().describe('For people.'),
  agent: z.looseObject({ name: z.string(), identifier: z.string().describe('INSEE code.') }),
  participant: z.looseObject({ name: z.string(), role: z.string() }).describe('The accountable elected person.'),
  framework: z.string().describe('Key of the programme: see `/api/v1/referentiels`.'),
  measure: z.string().describe('Key of the measure in its programme.'),
  level: z.int().min(1).max(3),
  status: z.enum(commitmentStatuses),
  statusReason: z.string(),
  statusSince: moment,
  late: z.boolean().describe('Said so, or its deadline has passed.'),
  endTime: day.describe('The deadline.'),
  slips: z.int().describe('How often the deadline was moved or dropped.'),
  actionsDone: z.int(),
  actions: z.int(),
  monthsWithoutNews: z.int().nullable(),
  spending: z.looseObject({ currency: z.literal('EUR'), value: z.number() }),
  datePublished: moment,
  dateModified: moment,
});

const evidence = z.object({
  id: z.uuid(),
  kind: z.string(),
  caption: z.string(),
  datedOn: z.iso.date(),
  url: z.url(),
});

export const openUpdate = z.object({
  id: z.uuid(),
  url: z.url().optional().describe('Its address in this interface; absent inside its commitment.'),
  commitment: z.url().optional(),
  title: z.string(),
  body: z.string().describe('Markdown.'),
  happenedOn: z.iso.date(),
  publishedAt: moment,
  author: z.string(),
  evidence: z.array(evidence).describe('Empty: the update proves nothing, and its page says so.'),
});

export const openIndicator = z.looseObject({
  id: z.uuid(),
  url: z.url(),
  name: z.string(),
  unit: z.string(),
  base: z.number().nullable(),
  target: z.number().nullable(),
  source: z.string(),
  countedByPortal: z.string().nullable(),
});

export const openIndicatorWithValues = openIndicator.extend({
  commitment: z.url(),
  values: z.array(z.object({ day: z.iso.date(), value: z.number(), note: z.string(), origin: z.string() })),
});

export const openCommitmentWithParts = openCommitment.extend({
  license: z.url(),
  deadlineSlips: z.array(z.object({ id: z.uuid(), at: moment, fromDay: z.iso.date(), toDay: day, reason: z.string() })),
  actionList: z.array(z.looseObject({ id: z.uuid(), title: z.string(), state: z.string() })),
  updates: z.array(openUpdate),
  indicators: z.array(openIndicator),
  spendings: z.array(
    z.looseObject({
      id: z.uuid(),
      year: z.int(),
      nature: z.string(),
      budget: z.string(),
      euros: z.number(),
      leaves: z.string().describe('Whether it stays as a common good or is rented.'),
    }),
  ),
});

export const openMove = z.object({
  id: z.uuid().describe('In the order of time.'),
  at: moment,
  kind: z.enum(moveKinds),
  commitment: z.url(),
  commune: z.string().describe('INSEE code.'),
  title: z.string(),
  from: z.string().describe('A status, a day, a level or the state of an action; empty for none.'),
  to: z.string(),
  reason: z.string(),
  page: z.url(),
});

export const openFramework = z.object({
  key: z.string(),
  name: z.string(),
  version: z.int(),
  url: z.url(),
  measures: z.array(z.object({ key: z.string(), title: z.string() })),
});

/** A list by pages: `next` is the address of the next one. */
export function pageOf<Item extends z.ZodType>(item: Item): z.ZodType {
  return z.object({ license: z.url(), items: z.array(item), next: z.url().nullable() });
}

/** What a list may be asked for; ids and slugs as the lists themselves give them. */
export const listQuery = {
  commune: z
    .string()
    .regex(/^[a-z0-9-]{1,120}$/)
    .describe('Slug of a commune, as `/api/v1/communes` gives it.'),
  statut: z.enum(commitmentStatuses).describe('Only commitments that stand there.'),
  engagement: z.uuid().describe('Only what belongs to this commitment.'),
  apres: z.uuid().describe('The id after which the page begins: follow `next` instead of making one.'),
  limite: z.coerce.number().int().min(1).max(100).default(50).describe('How many at most.'),
} as const;
