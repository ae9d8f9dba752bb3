import { z } from 'zod';
import { longText } from '../../../platform/forms/form-fields.js';
import { rowVersion } from '../form-days.js';
import { askerNames } from './resident-question.entity.js';

const answer = longText(8000, 'commitments:questions.errors.answer');

export const askForm = z.object({
  body: longText(1000, 'commitments:questions.errors.body'),
  shownAs: z.enum(askerNames, { error: 'ui:errors.choice' }),
});
export type NewQuestion = z.output<typeof askForm>;

export const questionVersionForm = z.object({ version: rowVersion() });

export const questionReasonForm = z.object({
  reason: longText(1000, 'commitments:questions.errors.reason'),
  version: rowVersion(),
});
export type QuestionReason = z.output<typeof questionReasonForm>;

/** Stands on one page with the correction of the answer: its reason has a name of its own. */
export const hideForm = z
  .object({ hideReason: longText(1000, 'commitments:questions.errors.reason'), version: rowVersion() })
  .transform(({ hideReason, version }) => ({ reason: hideReason, version }));

export const mergeForm = z.object({
  into: z.string({ error: 'ui:errors.choice' }).min(1, 'ui:errors.choice').max(36, 'ui:errors.choice'),
  version: rowVersion(),
});
export type QuestionMerge = z.output<typeof mergeForm>;

export const answerForm = z.object({ body: answer, version: rowVersion() });
export type NewAnswer = z.output<typeof answerForm>;

export const answerCorrectionForm = z.object({
  body: answer,
  reason: longText(1000, 'commitments:errors.correctionReason'),
  version: rowVersion(),
});
export type AnswerCorrection = z.output<typeof answerCorrectionForm>;
