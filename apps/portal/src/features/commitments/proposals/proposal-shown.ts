import type { PeopleElsewhereShown } from '../people-elsewhere.js';
import type { ProposalState } from './collective-proposal.entity.js';
import type { ProposalDecision } from './proposal-answer.entity.js';

export interface ProposalAnswerShown {
  readonly at: Date;
  readonly decision: ProposalDecision;
  readonly body: string;
  readonly authorName: string;
  /** Path and title of the commitment or action by which it is carried out. */
  readonly link: { readonly path: string; readonly title: string } | null;
}

/** A proposal as pages and open data tell it. Of one that is hidden only where, when and why; of one taken back the title. */
export interface ProposalShown {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly body: string;
  readonly collective: string;
  /** Null for one of another portal. */
  readonly collectiveId: string | null;
  readonly communeId: string;
  readonly communeName: string;
  readonly communeSlug: string;
  readonly measureKey: string;
  readonly measureTitle: string;
  /** The last two only for who wrote it and who reads it first. */
  readonly state: ProposalState | 'withdrawn' | 'hidden' | 'to-read' | 'sent-back';
  /** When the collective wrote it: its delay begins here, whoever had to read it first. */
  readonly writtenAt: Date;
  readonly publishedAt: Date;
  readonly decidedAt: Date | null;
  /** Until it was accepted or refused, or until now. */
  readonly days: number;
  /** How many people support it, here and elsewhere. */
  readonly supports: number;
  /** Of those, how many here. */
  readonly here: number;
  readonly elsewhere: readonly PeopleElsewhereShown[];
  /** Address of the portal where it was written; empty: here. */
  readonly cameFrom: string;
  readonly cameFromHost: string;
  /** Newest first. */
  readonly answers: readonly ProposalAnswerShown[];
  readonly goneAt: Date | null;
  readonly reason: string;
  /** Whether the one who looks supports it. */
  readonly supported: boolean;
  readonly version: number;
}
