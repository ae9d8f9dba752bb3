import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { Gathering } from '../../../../gatherings/gathering/gathering.entity.js';
import { GatheringPaper } from '../../../../gatherings/papers/gathering-paper.entity.js';
import { GatheringSession } from '../../../../gatherings/sessions/gathering-session.entity.js';
import { ActionMilestone } from '../../../actions/action-milestone.entity.js';
import { CommitmentAction } from '../../../actions/commitment-action.entity.js';
import { IndicatorValue } from '../../../figures/indicator-value.entity.js';
import { Indicator } from '../../../figures/indicator.entity.js';
import { CommitmentRevision } from '../../../promises/commitment-revision.entity.js';
import { Commitment } from '../../../promises/commitment.entity.js';
import { DeadlineSlip } from '../../../promises/deadline-slip.entity.js';
import { CollectiveProposal } from '../../../proposals/collective-proposal.entity.js';
import { ProposalAnswer } from '../../../proposals/proposal-answer.entity.js';
import { QuestionAnswer } from '../../../questions/question-answer.entity.js';
import { ResidentQuestion } from '../../../questions/resident-question.entity.js';
import { Spending } from '../../../spending/spending.entity.js';
import { CommitmentUpdate } from '../../../updates/commitment-update.entity.js';
import { Evidence } from '../../../updates/evidence.entity.js';
import { UpdateCorrection } from '../../../updates/update-correction.entity.js';
import type { RecordKind } from '../format/record-kinds.js';

/** Where records of each kind are kept, each table after those that it points to. */
export const TABLES: Readonly<Record<RecordKind, EntityTarget<ObjectLiteral>>> = {
  commitment: Commitment,
  course: CommitmentRevision,
  slip: DeadlineSlip,
  action: CommitmentAction,
  milestone: ActionMilestone,
  update: CommitmentUpdate,
  correction: UpdateCorrection,
  evidence: Evidence,
  indicator: Indicator,
  value: IndicatorValue,
  spending: Spending,
  question: ResidentQuestion,
  answer: QuestionAnswer,
  gathering: Gathering,
  session: GatheringSession,
  paper: GatheringPaper,
  proposal: CollectiveProposal,
  reply: ProposalAnswer,
};
