import { proposalStates } from '../../../proposals/collective-proposal.entity.js';
import { proposalDecisions } from '../../../proposals/proposal-answer.entity.js';
import { askerNames } from '../../../questions/resident-question.entity.js';
import { choice, id, instant, people, portal, text } from './fields.js';
import type { Kind } from './record-kinds.js';

const needed = { needed: true };

/** What residents and collectives said, and what the commune answered. */
export const voiceKinds = {
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
} satisfies Readonly<Record<string, Kind>>;
