import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commitment } from './commitment.entity.js';

/** What can happen to a commitment and all that belongs to it. */
export const revisionKinds = [
  'commitment.created',
  'commitment.edited',
  'commitment.published',
  'change.submitted',
  'change.sent-back',
  'status.changed',
  'deadline.changed',
  'action.added',
  'action.edited',
  'action.moved',
  'action.removed',
  'milestone.added',
  'milestone.reached',
  'milestone.removed',
  'update.written',
  'update.edited',
  'update.submitted',
  'update.sent-back',
  'update.published',
  'update.corrected',
  'update.removed',
  'evidence.added',
  'evidence.removed',
  'indicator.added',
  'indicator.edited',
  'indicator.removed',
  'value.added',
  'value.removed',
  'spending.added',
  'spending.edited',
  'spending.removed',
  'question.published',
  'question.sent-back',
  'question.merged',
  'question.hidden',
  'question.answer-proposed',
  'question.answered',
  'question.answer-corrected',
  'values.imported',
  'spendings.imported',
  'commitment.imported',
] as const;
export type RevisionKind = (typeof revisionKinds)[number];

/** One change: who, when, before and after. Editors see all of them; the public sees those of the status. */
@Entity()
@Index(['commitmentId', 'id'])
export class CommitmentRevision {
  /** Ordered by time (UUID version 7). */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  @Column('timestamptz')
  at!: Date;

  /** No foreign key: the history outlives the account. */
  @Column('uuid', { nullable: true })
  actorId!: string | null;

  @Column('text')
  actorName!: string;

  @Column('text')
  kind!: RevisionKind;

  @Column('jsonb', { nullable: true })
  before!: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  after!: Record<string, unknown> | null;
}
