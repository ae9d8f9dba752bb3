import { z } from 'zod';
import { longText, requiredText } from '../../../platform/forms/form-fields.js';
import { rowVersion } from '../form-days.js';
import { proposalDecisions } from './proposal-answer.entity.js';

export const proposalForm = z.object({
  measureId: z.string({ error: 'commitments:errors.measure' }).max(36, 'commitments:errors.measure'),
  title: requiredText('commitments:cahier.errors.title', 150),
  body: longText(8000, 'commitments:cahier.errors.body'),
});
export type NewProposal = z.output<typeof proposalForm>;

export const proposalAnswerForm = z.object({
  decision: z.enum(proposalDecisions, { error: 'commitments:cahier.errors.decision' }),
  body: longText(8000, 'commitments:cahier.errors.answer'),
  link: z.string({ error: 'ui:errors.choice' }).max(50, 'ui:errors.choice').default(''),
  version: rowVersion(),
});
export type NewProposalAnswer = z.output<typeof proposalAnswerForm>;

export const proposalHideForm = z.object({
  hideReason: longText(1000, 'commitments:cahier.errors.reason'),
  version: rowVersion(),
});
export type ProposalHiding = z.output<typeof proposalHideForm>;

export const proposalReadForm = z.object({ version: rowVersion() });
export type ProposalReadForm = z.output<typeof proposalReadForm>;

export const proposalSendBackForm = z.object({
  sentBackReason: longText(1000, 'commitments:cahier.errors.reason'),
  version: rowVersion(),
});
export type ProposalSendingBack = z.output<typeof proposalSendBackForm>;
