import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commitment } from '../promises/commitment.entity.js';

export type UpdateState = 'draft' | 'pending-agreement' | 'published';

/** A dated piece of news. What was published once is corrected in the open (`UpdateCorrection`), never erased. */
@Entity()
@Index(['commitmentId', 'publishedAt'])
@Index('commitment_update_in_order', ['commitmentId', 'happenedOn', 'id'])
@Index('commitment_update_latest', ['publishedAt', 'id'], { where: 'published_at IS NOT NULL' })
@Check('commitment_update_state', `state IN ('draft', 'pending-agreement', 'published')`)
@Check('commitment_update_published', `(state = 'published') = (published_at IS NOT NULL)`)
export class CommitmentUpdate {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  /** When what it tells of happened. */
  @Column('date')
  happenedOn!: string;

  @Column('text')
  title!: string;

  /** Markdown. */
  @Column('text')
  body!: string;

  @Index()
  @Column('text')
  state!: UpdateState;

  @Column('uuid', { nullable: true })
  authorId!: string | null;

  @Column('text')
  authorName!: string;

  /** Why the accountable person sent it back; empty otherwise. */
  @Column('text', { default: '' })
  sentBackReason!: string;

  /** Who agreed to its publication, if the commune asks for that. */
  @Column('text', { default: '' })
  agreedBy!: string;

  @Column('timestamptz', { nullable: true })
  publishedAt!: Date | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
