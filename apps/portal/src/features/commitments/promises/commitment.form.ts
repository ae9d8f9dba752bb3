import { z } from 'zod';
import { longText, optionalText, requiredText, tickBox, webAddress } from '../../../platform/forms/form-fields.js';
import { commitmentStatuses } from '../commitment-status.js';
import { optionalDay, rowVersion } from '../form-days.js';

const said = {
  level: z.enum(['1', '2', '3'], { error: 'commitments:errors.level' }).transform(Number),
  words: longText(5000, 'commitments:errors.words'),
  accountableName: requiredText('commitments:errors.accountable'),
  accountableRole: optionalText(),
  accountableAccountId: z
    .string({ error: 'ui:errors.choice' })
    .max(36, 'ui:errors.choice')
    .default('')
    .transform((id) => (id === '' ? null : id)),
  department: optionalText(),
  voteReference: optionalText(),
  voteOn: optionalDay(),
  voteResult: optionalText(),
  voteUrl: webAddress(),
};

export const newCommitmentForm = z.object({
  communeId: z.string({ error: 'ui:errors.choice' }),
  measureId: z.string({ error: 'commitments:errors.measure' }).min(1, 'commitments:errors.measure'),
  ...said,
  deadline: optionalDay(),
});
export type NewCommitment = z.output<typeof newCommitmentForm>;

export const commitmentForm = z.object({ ...said, version: rowVersion() });
export type CommitmentChange = z.output<typeof commitmentForm>;

export const statusForm = z.object({
  status: z.enum(commitmentStatuses, { error: 'ui:errors.choice' }),
  reason: longText(2000),
  version: rowVersion(),
});

export const deadlineForm = z.object({
  deadline: optionalDay(),
  reason: longText(2000),
  version: rowVersion(),
});

export const rulesForm = z.object({
  communeId: z.string({ error: 'ui:errors.choice' }),
  needsAgreement: tickBox(),
  readsProposals: tickBox(),
});
