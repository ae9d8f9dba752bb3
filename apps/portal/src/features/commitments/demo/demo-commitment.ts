import type { CommitmentStatus } from '../commitment-status.js';
import type { ActionState } from '../actions/commitment-action.entity.js';
import type { SpendingPartner } from '../spending/spending-partners.js';
import type { SpendingNature } from '../spending/spending-nature.js';
import type { EvidenceKind } from '../updates/evidence.entity.js';

/** Ends each text, so that nobody takes it for the town's word. */
export const INVENTED = '*Exemple inventé pour la démonstration.*';

/** Days before now (negative: after). */
type Days = number;

export interface DemoUpdate {
  readonly days: Days;
  readonly title: string;
  readonly body: string;
  readonly evidence?: readonly { readonly kind: EvidenceKind; readonly caption: string; readonly url?: string }[];
  readonly correction?: { readonly before: string; readonly reason: string };
  readonly draft?: boolean;
}

export interface DemoCommitment {
  readonly measure: string;
  readonly level: number;
  readonly words: string;
  readonly accountable: string;
  readonly department: string;
  readonly deadline: Days | null;
  readonly status: CommitmentStatus;
  readonly reason?: string;
  readonly statusDays: Days;
  readonly slip?: { readonly from: Days; readonly on: Days; readonly reason: string };
  readonly actions: readonly {
    readonly title: string;
    readonly state: ActionState;
    readonly due: Days;
    readonly milestones?: readonly { readonly title: string; readonly due: Days; readonly reached?: Days }[];
  }[];
  /** What the portal itself counts for it. */
  readonly live?: readonly {
    readonly source: string;
    readonly name: string;
    readonly unit: string;
    readonly method: string;
  }[];
  readonly updates: readonly DemoUpdate[];
  readonly indicator?: {
    readonly name: string;
    readonly unit: string;
    readonly base: number;
    readonly target: number;
    readonly source: string;
    readonly values: readonly (readonly [Days, number])[];
  };
  readonly spending: readonly {
    readonly nature: SpendingNature;
    readonly budget: 'investment' | 'running';
    readonly euros: number;
    /** 0: this year; 1: last year … */
    readonly yearsAgo: number;
    readonly software?: string;
    readonly partners?: SpendingPartner[];
    readonly publishedUrl?: string;
    readonly note?: string;
  }[];
}
