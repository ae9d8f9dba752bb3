import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { CommitmentAction } from '../actions/commitment-action.entity.js';
import { Commitment } from '../promises/commitment.entity.js';
import { CollectiveProposal } from './collective-proposal.entity.js';

export const proposalDecisions = ['study', 'accepted', 'refused'] as const;
export type ProposalDecision = (typeof proposalDecisions)[number];

/** What the commune answered; each answer stays, and the newest holds. */
@Entity()
@Index(['proposalId', 'at'])
@Check('proposal_answer_decision', `decision IN ('study', 'accepted', 'refused')`)
export class ProposalAnswer {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  proposalId!: string;

  @ManyToOne(() => CollectiveProposal, { onDelete: 'CASCADE' })
  @JoinColumn()
  proposal?: Relation<CollectiveProposal>;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  decision!: ProposalDecision;

  /** Markdown: the reason of a refusal, what happens next. */
  @Column('text')
  body!: string;

  /** No foreign key: the answer outlives the account. */
  @Column('uuid', { nullable: true })
  authorId!: string | null;

  @Column('text')
  authorName!: string;

  /** By which the commune carries it out. */
  @Index()
  @Column('uuid', { nullable: true })
  commitmentId!: string | null;

  @ManyToOne(() => Commitment, { onDelete: 'SET NULL' })
  @JoinColumn()
  commitment?: Relation<Commitment> | null;

  /** The action of that commitment, when it is one. */
  @Index()
  @Column('uuid', { nullable: true })
  actionId!: string | null;

  @ManyToOne(() => CommitmentAction, { onDelete: 'SET NULL' })
  @JoinColumn()
  action?: Relation<CommitmentAction> | null;
}
