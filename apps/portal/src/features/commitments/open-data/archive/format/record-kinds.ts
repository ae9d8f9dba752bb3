import { gatheringKinds, gatheringStates, placeFeatures } from '../../../../gatherings/gathering/gathering.entity.js';
import { actionStates } from '../../../actions/commitment-action.entity.js';
import { commitmentStatuses } from '../../../commitment-status.js';
import { valueOrigins } from '../../../figures/indicator-value.entity.js';
import { proposalStates } from '../../../proposals/collective-proposal.entity.js';
import { proposalDecisions } from '../../../proposals/proposal-answer.entity.js';
import { askerNames } from '../../../questions/resident-question.entity.js';
import { spendingNatures } from '../../../spending/spending-nature.js';
import { evidenceKinds } from '../../../updates/evidence.entity.js';
import {
  choice,
  content,
  day,
  id,
  instant,
  names,
  number,
  partners,
  people,
  portal,
  slug,
  text,
  webLink,
  type Field,
} from './fields.js';

export const recordKinds = [
  'commitment',
  'course',
  'slip',
  'action',
  'milestone',
  'update',
  'correction',
  'evidence',
  'indicator',
  'value',
  'spending',
  'question',
  'answer',
  'gathering',
  'session',
  'paper',
  'proposal',
  'reply',
] as const;
export type RecordKind = (typeof recordKinds)[number];

interface Kind {
  /** What its `parent` is; null for what stands by itself, whose parent is empty. */
  readonly parent: RecordKind | null;
  readonly fields: Readonly<Record<string, Field>>;
}

const needed = { needed: true };
const nullable = { nullable: true };
const CENTS = 10 ** 14;
const FIGURE = Number.MAX_VALUE;
const MOST_PEOPLE = 1_000_000;
const wholeOrNone = { whole: true, nullable: true };

/** Every kind of record of an archive, with its columns in their order. A field of one name is written alike in every kind. */
export const kinds: Readonly<Record<RecordKind, Kind>> = {
  commitment: {
    parent: null,
    fields: {
      commune: text(5, needed),
      measure: text(120, needed),
      level: number(1, 3, { whole: true }),
      words: text(20_000, needed),
      accountableName: text(400, needed),
      accountableRole: text(400),
      department: text(400),
      voteReference: text(400),
      voteOn: day(true),
      voteResult: text(400),
      voteUrl: webLink(),
      deadline: day(true),
      status: choice(commitmentStatuses),
      statusReason: text(8000),
      statusSince: instant(),
      publishedAt: instant(true),
      createdAt: instant(),
      updatedAt: instant(),
    },
  },
  course: {
    parent: 'commitment',
    fields: {
      at: instant(),
      move: choice(['commitment.published', 'status.changed']),
      status: choice([...commitmentStatuses, '']),
      reason: text(8000),
    },
  },
  slip: {
    parent: 'commitment',
    fields: { at: instant(), fromDay: day(), toDay: day(true), reason: text(8000, needed) },
  },
  action: {
    parent: 'commitment',
    fields: {
      title: text(1200, needed),
      position: number(0, 1_000_000, { whole: true }),
      state: choice(actionStates),
      startsOn: day(true),
      dueOn: day(true),
      doneOn: day(true),
    },
  },
  milestone: {
    parent: 'action',
    fields: { title: text(1200, needed), dueOn: day(true), reachedOn: day(true) },
  },
  update: {
    parent: 'commitment',
    fields: {
      title: text(1200, needed),
      body: text(80_000, needed),
      happenedOn: day(),
      updateState: choice(['draft', 'pending-agreement', 'published']),
      authorName: text(400, needed),
      agreedBy: text(400),
      sentBackReason: text(8000),
      publishedAt: instant(true),
      createdAt: instant(),
      updatedAt: instant(),
    },
  },
  correction: {
    parent: 'update',
    fields: {
      at: instant(),
      reason: text(8000, needed),
      titleBefore: text(1200, needed),
      bodyBefore: text(80_000, needed),
    },
  },
  evidence: {
    parent: 'update',
    fields: {
      kindOfProof: choice(evidenceKinds),
      caption: text(1200, needed),
      datedOn: day(),
      url: webLink(true),
      fileName: text(400, nullable),
      fileContent: content,
      at: instant(),
    },
  },
  indicator: {
    parent: 'commitment',
    fields: {
      name: text(800, needed),
      unit: text(160, needed),
      base: number(-FIGURE, FIGURE, nullable),
      target: number(-FIGURE, FIGURE, nullable),
      source: text(4000, needed),
      liveSource: text(60, nullable),
      createdAt: instant(),
    },
  },
  value: {
    parent: 'indicator',
    fields: {
      day: day(),
      value: number(-FIGURE, FIGURE),
      note: text(8000),
      origin: choice(valueOrigins),
    },
  },
  spending: {
    parent: 'commitment',
    fields: {
      year: number(1900, 2199, { whole: true }),
      nature: choice(spendingNatures),
      budget: choice(['investment', 'running']),
      amountCents: number(0, CENTS, { whole: true }),
      action: id(true),
      software: text(800),
      partners,
      publishedUrl: webLink(),
      savingCents: number(0, CENTS, { whole: true, nullable: true }),
      savingMethod: text(8000),
      note: text(8000),
      createdAt: instant(),
    },
  },
  question: {
    parent: 'commitment',
    fields: {
      portal,
      people,
      shownAs: choice([...askerNames, 'person']),
      publicName: text(400),
      body: text(4000),
      questionState: choice(['published', 'merged', 'hidden']),
      reason: text(8000),
      mergedInto: id(true),
      askedAt: instant(),
      publishedAt: instant(true),
      decidedAt: instant(true),
    },
  },
  answer: {
    parent: 'question',
    fields: {
      at: instant(),
      body: text(80_000, needed),
      reason: text(8000),
      accountableName: text(400, needed),
      authorName: text(400),
    },
  },
  gathering: {
    parent: null,
    fields: {
      commune: text(5, needed),
      portal,
      slug: slug(80),
      kindOfGathering: choice(gatheringKinds),
      title: text(1200, needed),
      words: text(80_000, needed),
      holder: text(800),
      holderAgreedAt: instant(true),
      series: text(480),
      freeSoftware: text(2000),
      otherSoftware: text(2000),
      trainers: text(1200),
      placeName: text(800),
      placeAddress: text(1200),
      placeFeatures: names(placeFeatures),
      placeNotes: text(12_000),
      roomPlaces: number(1, MOST_PEOPLE, wholeOrNone),
      onlinePlaces: number(1, MOST_PEOPLE, wholeOrNone),
      namesReason: text(2000),
      gatheringState: choice(gatheringStates),
      cancelReason: text(4000),
      minutes: text(200_000),
      measures: names(),
      useful4: number(0, MOST_PEOPLE, { whole: true }),
      useful3: number(0, MOST_PEOPLE, { whole: true }),
      useful2: number(0, MOST_PEOPLE, { whole: true }),
      useful1: number(0, MOST_PEOPLE, { whole: true }),
      publishedAt: instant(true),
      createdAt: instant(),
      updatedAt: instant(),
    },
  },
  session: {
    parent: 'gathering',
    fields: {
      startsAt: instant(),
      endsAt: instant(),
      cancelledAt: instant(true),
      sequence: number(0, 1_000_000, { whole: true }),
      roomPresent: number(0, MOST_PEOPLE, wholeOrNone),
      onlinePresent: number(0, MOST_PEOPLE, wholeOrNone),
      agentsPresent: number(0, MOST_PEOPLE, wholeOrNone),
      updatedAt: instant(),
    },
  },
  paper: {
    parent: 'gathering',
    fields: {
      title: text(1200, needed),
      url: webLink(true),
      fileName: text(400, nullable),
      fileContent: content,
      at: instant(),
    },
  },
  proposal: {
    parent: null,
    fields: {
      commune: text(5, needed),
      measure: text(120, needed),
      portal,
      collective: text(800),
      title: text(1200),
      body: text(80_000),
      proposalState: choice(proposalStates),
      supports: people,
      writtenAt: instant(true),
      publishedAt: instant(),
      decidedAt: instant(true),
      withdrawnAt: instant(true),
      hiddenAt: instant(true),
      hiddenReason: text(8000),
    },
  },
  reply: {
    parent: 'proposal',
    fields: {
      at: instant(),
      decision: choice(proposalDecisions),
      body: text(80_000, needed),
      authorName: text(400, needed),
      commitment: id(true),
      action: id(true),
    },
  },
};

/** One record: its cells by column, as texts, hidden from nobody. */
export interface ArchiveRecord {
  readonly kind: RecordKind;
  readonly id: string;
  /** Empty for what stands by itself. */
  readonly parent: string;
  readonly cells: Readonly<Record<string, string>>;
}

/** Every column of a table that holds records of all kinds, after `record`, `id` and `parent`. */
export const allFields: readonly string[] = [
  ...new Set(recordKinds.flatMap((kind) => Object.keys(kinds[kind].fields))),
];
