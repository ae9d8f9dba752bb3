import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { PeopleElsewhere } from '../people-elsewhere.js';
import { Commitment } from '../promises/commitment.entity.js';

export const questionStates = ['pending', 'published', 'sent-back', 'merged', 'hidden'] as const;
export type QuestionState = (typeof questionStates)[number];

/** Where a question stands, for people: a published one waits for its answer or has it. */
export function standingOf({
  state,
  answeredAt,
}: ResidentQuestion): Exclude<QuestionState, 'published'> | 'waiting' | 'answered' {
  if (state !== 'published') return state;
  return answeredAt === null ? 'waiting' : 'answered';
}

/** What stands in the place of the asker's name: their first name, or "une habitante", "un habitant" of the commune. */
export const askerNames = ['first-name', 'woman', 'man'] as const;
export type AskerName = (typeof askerNames)[number];

/** `person`: on the portal that it came from nobody said any more who asked it. */
export type ShownAs = AskerName | 'person';

/** What a resident wants to know of a published commitment. The public sees it once an editor has read it. */
@Entity()
@Index(['commitmentId', 'state'])
@Check('resident_question_state', `state IN ('pending', 'published', 'sent-back', 'merged', 'hidden')`)
@Check('resident_question_shown_as', `shown_as IN ('first-name', 'woman', 'man', 'person')`)
@Check('resident_question_reason', `state NOT IN ('sent-back', 'hidden') OR reason <> ''`)
export class ResidentQuestion {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  /**
   * Null when the asker took the question back or their account is gone: it is then asked by "une personne". Null too for what came from
   * another portal, whose accounts this one does not know.
   */
  @Index()
  @Column('uuid', { nullable: true })
  askerId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  asker?: Relation<Account> | null;

  @Column('text')
  shownAs!: ShownAs;

  /** The first name as it was when the question was asked; empty unless it is shown. */
  @Column('text', { default: '' })
  publicName!: string;

  @Column('text')
  body!: string;

  @Column('text')
  state!: QuestionState;

  /** Why it was sent back, or why the public does not see it any more. */
  @Column('text', { default: '' })
  reason!: string;

  /** The question that asks the same, where this one's people are now. */
  @Index()
  @Column('uuid', { nullable: true })
  mergedIntoId!: string | null;

  @ManyToOne(() => ResidentQuestion, { onDelete: 'SET NULL' })
  @JoinColumn()
  mergedInto?: Relation<ResidentQuestion> | null;

  /** Address of the portal where it was asked, when an archive brought it from there; empty: asked here. */
  @Column('text', { default: '' })
  cameFrom!: string;

  /** Who asked it there; whoever joins in here is counted on top. */
  @Column('jsonb', { default: [] })
  elsewhere!: PeopleElsewhere[];

  @Column('timestamptz')
  askedAt!: Date;

  @Column('timestamptz', { nullable: true })
  publishedAt!: Date | null;

  /** When an editor last decided what becomes of it. */
  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  /** The first answer's moment; corrections leave it. */
  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;

  /** What an editor proposes to the accountable person where only they publish; Markdown. */
  @Column('text', { default: '' })
  proposedAnswer!: string;

  @Index()
  @Column('uuid', { nullable: true })
  proposedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  proposedBy?: Relation<Account> | null;

  /** Goes up with each decision: of two moderators at once the second is told. */
  @Column('integer', { default: 1 })
  version!: number;
}
