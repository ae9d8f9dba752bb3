import { actionStates } from '../../../actions/commitment-action.entity.js';
import { commitmentStatuses } from '../../../commitment-status.js';
import { valueOrigins } from '../../../figures/indicator-value.entity.js';
import { spendingNatures } from '../../../spending/spending-nature.js';
import { evidenceKinds } from '../../../updates/evidence.entity.js';
import { choice, content, day, id, instant, number, partners, text, webLink } from './fields.js';
import type { Kind } from './record-kinds.js';

const needed = { needed: true };
const nullable = { nullable: true };
const CENTS = 10 ** 14;
const FIGURE = Number.MAX_VALUE;

/** What a commune promised, and all that belongs to it. */
export const commitmentKinds = {
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
} satisfies Readonly<Record<string, Kind>>;
