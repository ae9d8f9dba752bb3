import { declareTable, plainTable, type DeclaredTable } from '../../platform/privacy/declare-table.js';
import { ActionMilestone } from './actions/action-milestone.entity.js';
import { FollowDigest } from './following/digests/follow-digest.entity.js';
import { Follow } from './following/follows/follow.entity.js';
import { CommitmentMove } from './following/moves/commitment-move.entity.js';
import { FiguresKey } from './figures/signed/figures-key.entity.js';
import { HostingFigure } from './figures/live/hosting-figure.entity.js';
import { FrameworkRevision } from './frameworks/framework-revision.entity.js';
import { Framework } from './frameworks/framework.entity.js';
import { Measure } from './frameworks/measure.entity.js';
import { Commitment } from './promises/commitment.entity.js';
import { CommitmentProposal } from './agreements/commitment-proposal.entity.js';
import { CommitmentRules } from './promises/commitment-rules.entity.js';
import { CommitmentAction } from './actions/commitment-action.entity.js';
import { Indicator } from './figures/indicator.entity.js';
import { IndicatorValue } from './figures/indicator-value.entity.js';
import { CollectiveProposal } from './proposals/collective-proposal.entity.js';
import { ProposalAnswer } from './proposals/proposal-answer.entity.js';
import { ProposalSupport } from './proposals/proposal-support.entity.js';
import { QuestionAnswer } from './questions/question-answer.entity.js';
import { QuestionJoin } from './questions/question-join.entity.js';
import { ResidentQuestion } from './questions/resident-question.entity.js';
import { Spending } from './spending/spending.entity.js';
import { DeadlineSlip } from './promises/deadline-slip.entity.js';
import { CommitmentRevision } from './promises/commitment-revision.entity.js';
import { CommitmentUpdate } from './updates/commitment-update.entity.js';
import { Evidence } from './updates/evidence.entity.js';
import { UpdateCorrection } from './updates/update-correction.entity.js';

/** What these tables hold of people; see `declareTable`. */
export const commitmentsRegister: readonly DeclaredTable[] = [
  plainTable(Framework, 'id', 'key', 'name', 'summary', 'year', 'sourceUrl', 'version', 'expectedMeasures', 'position'),
  plainTable(FrameworkRevision, 'id', 'frameworkId', 'version', 'at', 'content'),
  plainTable(Measure, 'id', 'frameworkId', 'key', 'position', 'title', 'summary', 'levels', 'retiredAt'),
  declareTable(Commitment, {
    activity: 'commitments',
    personal: { accountableName: 'identity', accountableRole: 'participation', accountableAccountId: 'account' },
    plain: [
      'id',
      'communeId',
      'measureId',
      'level',
      'words',
      'department',
      'voteReference',
      'voteOn',
      'voteResult',
      'voteUrl',
      'deadline',
      'status',
      'statusReason',
      'statusSince',
      'publishedAt',
      'version',
      'createdAt',
      'updatedAt',
    ],
    exported: [{ where: 'accountable_account_id = :account' }],
    erasure: [{ where: 'accountable_account_id = :account', clear: ['accountableAccountId'] }],
    publicMandate: ['accountableName'],
  }),
  declareTable(CommitmentProposal, {
    activity: 'commitments',
    personal: { wanted: 'participation', authorId: 'account', authorName: 'identity' },
    plain: ['id', 'commitmentId', 'kind', 'createdAt'],
    exported: [{ where: 'author_id = :account' }],
    erasure: [{ where: 'author_id = :account', clear: ['authorId'], mask: ['authorName'], scrub: ['wanted'] }],
  }),
  plainTable(CommitmentRules, 'communeId', 'needsAgreement', 'readsProposals'),
  plainTable(
    CommitmentAction,
    'id',
    'commitmentId',
    'title',
    'position',
    'state',
    'startsOn',
    'dueOn',
    'doneOn',
    'version',
  ),
  plainTable(ActionMilestone, 'id', 'actionId', 'title', 'dueOn', 'reachedOn'),
  plainTable(Indicator, 'id', 'commitmentId', 'name', 'unit', 'base', 'target', 'source', 'liveSource', 'createdAt'),
  plainTable(IndicatorValue, 'id', 'indicatorId', 'day', 'value', 'note', 'origin'),
  plainTable(HostingFigure, 'communeId', 'source', 'day', 'value'),
  plainTable(FiguresKey, 'id', 'communeId', 'name', 'sealedSecret', 'createdAt', 'lastUsedAt', 'revokedAt'),
  plainTable(
    Spending,
    'id',
    'commitmentId',
    'year',
    'nature',
    'budget',
    'amountCents',
    'software',
    'actionId',
    'partners',
    'publishedUrl',
    'savingCents',
    'savingMethod',
    'note',
    'createdAt',
  ),
  plainTable(DeadlineSlip, 'id', 'commitmentId', 'at', 'fromDay', 'toDay', 'reason'),
  declareTable(CommitmentRevision, {
    activity: 'commitments',
    personal: { actorId: 'account', actorName: 'identity', before: 'content', after: 'content' },
    plain: ['id', 'commitmentId', 'at', 'kind'],
    exported: [{ where: 'actor_id = :account' }],
    erasure: [{ where: 'actor_id = :account', mask: ['actorName'], scrub: ['before', 'after'], clear: ['actorId'] }],
  }),
  declareTable(CommitmentUpdate, {
    activity: 'commitments',
    personal: { authorId: 'account', authorName: 'identity', agreedBy: 'identity' },
    plain: [
      'id',
      'commitmentId',
      'happenedOn',
      'title',
      'body',
      'state',
      'sentBackReason',
      'publishedAt',
      'version',
      'createdAt',
      'updatedAt',
    ],
    exported: [{ where: 'author_id = :account', without: ['agreedBy'] }],
    erasure: [{ where: 'author_id = :account', mask: ['authorName'], clear: ['authorId'] }],
    publicMandate: ['agreedBy'],
  }),
  plainTable(Evidence, 'id', 'updateId', 'kind', 'caption', 'datedOn', 'url', 'fileId', 'addedAt'),
  plainTable(UpdateCorrection, 'id', 'updateId', 'at', 'titleBefore', 'bodyBefore', 'reason'),
  declareTable(ResidentQuestion, {
    activity: 'questions',
    personal: { askerId: 'account', publicName: 'identity', body: 'content', proposedById: 'account' },
    plain: [
      'id',
      'commitmentId',
      'shownAs',
      'state',
      'reason',
      'mergedIntoId',
      'cameFrom',
      'elsewhere',
      'askedAt',
      'publishedAt',
      'decidedAt',
      'answeredAt',
      'proposedAnswer',
      'version',
    ],
    exported: [{ where: 'asker_id = :account', without: ['proposedById', 'proposedAnswer'] }],
    erasure: [
      {
        // What was answered, or what others ask too, is theirs as well: it stays, asked by nobody.
        delete: `asker_id = :account AND answered_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM question_join AS other WHERE other.question_id = resident_question.id AND other.account_id <> :account)`,
      },
      { where: 'asker_id = :account', clear: ['askerId'], mask: ['publicName'], scrub: ['body'] },
      { where: 'proposed_by_id = :account', clear: ['proposedById'] },
    ],
    retention: [{ days: 365, since: 'decidedAt', where: `state IN ('sent-back', 'merged')` }],
  }),
  declareTable(QuestionJoin, {
    activity: 'questions',
    personal: { accountId: 'account' },
    plain: ['id', 'questionId', 'joinedAt', 'toldAt'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
  declareTable(QuestionAnswer, {
    activity: 'questions',
    personal: { accountableName: 'identity', authorId: 'account', authorName: 'identity' },
    plain: ['id', 'questionId', 'at', 'body', 'reason'],
    exported: [{ where: 'author_id = :account', without: ['accountableName'] }],
    erasure: [
      { where: `author_id = :account AND author_name <> ''`, mask: ['authorName'] },
      { where: 'author_id = :account', clear: ['authorId'] },
    ],
    publicMandate: ['accountableName'],
  }),
  plainTable(
    CommitmentMove,
    'id',
    'communeId',
    'commitmentId',
    'at',
    'kind',
    'title',
    'fromValue',
    'toValue',
    'reason',
    'place',
    'digestId',
  ),
  declareTable(FollowDigest, {
    activity: 'follows',
    personal: {},
    plain: ['id', 'communeId', 'closedAt', 'toldUpTo', 'mails', 'finishedAt'],
    retention: [{ days: 90, since: 'finishedAt' }],
  }),
  declareTable(Follow, {
    activity: 'follows',
    personal: { accountId: 'account', email: 'contact', linkHash: 'security', linkSealed: 'security' },
    plain: ['id', 'communeId', 'commitmentId', 'locale', 'confirmedAt', 'createdAt'],
    exported: [
      {
        where: 'account_id = :account OR (account_id IS NULL AND email = :email)',
        without: ['linkHash', 'linkSealed'],
      },
    ],
    erasure: [{ delete: 'account_id = :account OR (account_id IS NULL AND email = :email)' }],
    retention: [{ days: 7, since: 'createdAt', where: 'confirmed_at IS NULL' }],
  }),
  declareTable(CollectiveProposal, {
    activity: 'questions',
    personal: { authorId: 'account', body: 'content' },
    plain: [
      'id',
      'communeId',
      'measureId',
      'organisationId',
      'collectiveName',
      'cameFrom',
      'elsewhere',
      'title',
      'state',
      'reading',
      'sentBackReason',
      'writtenAt',
      'publishedAt',
      'decidedAt',
      'withdrawnAt',
      'hiddenAt',
      'hiddenReason',
      'version',
    ],
    exported: [{ where: 'author_id = :account' }],
    erasure: [{ where: 'author_id = :account', clear: ['authorId'], scrub: ['body'] }],
  }),
  declareTable(ProposalSupport, {
    activity: 'questions',
    personal: { accountId: 'account' },
    plain: ['id', 'proposalId', 'supportedAt'],
    exported: [{ where: 'account_id = :account' }],
    erasure: [{ delete: 'account_id = :account' }],
  }),
  declareTable(ProposalAnswer, {
    activity: 'questions',
    personal: { authorId: 'account', authorName: 'identity' },
    plain: ['id', 'proposalId', 'at', 'decision', 'body', 'commitmentId', 'actionId'],
    exported: [{ where: 'author_id = :account' }],
    erasure: [{ where: 'author_id = :account', clear: ['authorId'], mask: ['authorName'] }],
  }),
];
