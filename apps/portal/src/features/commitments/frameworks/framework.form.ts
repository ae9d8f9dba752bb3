import { z } from 'zod';
import { longText, optionalText, requiredText, webAddress } from '../../../platform/forms/form-fields.js';
import { slugOf } from '../../../platform/forms/slug.js';
import { rowVersion } from '../form-days.js';
import type { FrameworkFile } from './framework-file.js';

const year = z
  .string({ error: 'commitments:errors.year' })
  .trim()
  .regex(/^(19|20|21)\d\d$/, 'commitments:errors.year')
  .transform(Number);

const said = {
  nameFr: requiredText('commitments:errors.frameworkName', 200),
  nameEn: optionalText(200),
  summaryFr: longText(2000, 'commitments:errors.frameworkSummary'),
  summaryEn: longText(2000),
  year,
  sourceUrl: webAddress(),
};

export const measureForm = z.object({
  titleFr: requiredText('commitments:errors.measureTitle', 200),
  titleEn: optionalText(200),
  summaryFr: longText(1000, 'commitments:errors.measureSummary'),
  summaryEn: longText(1000),
  level1: longText(500),
  level2: longText(500),
  level3: longText(500),
  version: rowVersion(),
});
export type MeasureText = z.output<typeof measureForm>;

export const frameworkForm = z.object({ ...said, version: rowVersion() });

/** A programme has at least one measure: it begins with it. */
export const newFrameworkForm = z.object({
  ...said,
  titleFr: requiredText('commitments:errors.measureTitle', 200),
  titleEn: optionalText(200),
  measureSummaryFr: longText(1000, 'commitments:errors.measureSummary'),
  measureSummaryEn: longText(1000),
});

type Words = FrameworkFile['name'];

/** Breton that was in a file stays there: the pages do not show it. */
export function words(fr: string, en: string, before?: Words): Words {
  return { fr, ...(en === '' ? {} : { en }), ...(before?.br === undefined ? {} : { br: before.br }) };
}

/** The measure of the form, with the key it had or a new one that no other has. */
export function measureOf(
  said: MeasureText,
  before: FrameworkFile['measures'][number] | undefined,
  frameworkKey: string,
): FrameworkFile['measures'][number] {
  const levels = [said.level1, said.level2, said.level3];
  const last = levels.findLastIndex((level) => level !== '');
  return {
    key: before?.key ?? `${frameworkKey}-${slugOf(said.titleFr, 'mesure')}`.slice(0, 80).replace(/-+$/, ''),
    title: words(said.titleFr, said.titleEn, before?.title),
    summary: words(said.summaryFr, said.summaryEn, before?.summary),
    levels: levels.slice(0, last + 1).map((fr, index) => ({ ...before?.levels[index], fr: fr === '' ? '–' : fr })),
  };
}
