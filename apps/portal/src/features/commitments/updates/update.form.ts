import { z } from 'zod';
import { longText, requiredText, webAddress } from '../../../platform/forms/form-fields.js';
import { requiredDay, rowVersion } from '../form-days.js';
import { evidenceKinds } from './evidence.entity.js';

const said = {
  happenedOn: requiredDay(),
  title: requiredText('commitments:errors.updateTitle', 200),
  body: longText(20_000, 'commitments:errors.updateBody'),
};

export const newUpdateForm = z.object(said);
export type NewUpdate = z.output<typeof newUpdateForm>;

export const updateForm = z.object({ ...said, version: rowVersion() });
export type UpdateChange = z.output<typeof updateForm>;

export const publicationForm = z.object({ version: rowVersion() });

export const agreementForm = z
  .object({
    decision: z.enum(['agree', 'send-back'], { error: 'ui:errors.choice' }),
    reason: longText(2000),
    version: rowVersion(),
  })
  .refine(({ decision, reason }) => decision === 'agree' || reason !== '', {
    path: ['reason'],
    error: 'commitments:errors.sendBackReason',
  });
export type Agreement = z.output<typeof agreementForm>;

export const correctionForm = z.object({
  title: said.title,
  body: said.body,
  reason: longText(1000, 'commitments:errors.correctionReason'),
  version: rowVersion(),
});
export type Correction = z.output<typeof correctionForm>;

export const evidenceForm = z.object({
  kind: z.enum(evidenceKinds, { error: 'ui:errors.choice' }),
  caption: requiredText('commitments:errors.caption', 300),
  datedOn: requiredDay(),
  url: webAddress(),
});
export type NewEvidence = z.output<typeof evidenceForm>;
