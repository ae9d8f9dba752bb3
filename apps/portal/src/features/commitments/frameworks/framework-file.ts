import { z } from 'zod';
import { RESERVED_KEYS } from './reserved-keys.js';

/** Where the schema of framework files is published; the number goes up when files of before would not be read any more. */
export const FRAMEWORK_SCHEMA_PATH = '/schemas/referentiel-1.json';

const text = (most: number): z.ZodType<{ fr: string; en?: string; br?: string }> =>
  z.strictObject({
    fr: z.string().trim().min(1).max(most).describe('En français ; toujours présent.'),
    en: z.string().trim().min(1).max(most).optional(),
    br: z.string().trim().min(1).max(most).optional(),
  }) as never;

const key = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** One thing that a programme asks for, as a file says it. */
const measureFile = z.strictObject({
  key: key.describe(
    `Part of public addresses; the same in every version. Not ${RESERVED_KEYS.join(', ')}: these are pages.`,
  ),
  title: text(200),
  summary: text(1000),
  levels: z.array(text(500)).max(3).default([]).describe('What levels 1, 2 and 3 mean, if the programme says so.'),
});

/** A public programme and what it asks of communes, as one file. */
export const frameworkFile = z.strictObject({
  $schema: z.string().max(500).optional(),
  key: key.describe('Names the programme; a file with the same key is a new version of it.'),
  name: text(200),
  summary: text(2000).describe('Who wrote it and for what.'),
  year: z.int().min(1900).max(2199),
  sourceUrl: z
    .string()
    .max(2000)
    .refine((url) => url === '' || /^https?:\/\//.test(url))
    .default(''),
  expectedMeasures: z
    .int()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .describe('How many measures the programme has, when not all of them are in the file yet.'),
  measures: z.array(measureFile).min(1).max(500),
});
export type FrameworkFile = z.output<typeof frameworkFile>;

/** JSON Schema (2020-12) of a framework file, made from what the portal really checks. */
export function frameworkJsonSchema(publicUrl: string): object {
  return {
    ...z.toJSONSchema(frameworkFile, { io: 'input' }),
    $id: publicUrl + FRAMEWORK_SCHEMA_PATH,
    title: 'Référentiel d’engagements communaux',
  };
}
