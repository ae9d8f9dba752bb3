import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Commitment } from '../promises/commitment.entity.js';

/** What of a commitment can wait for the accountable person: its publication, its status, its deadline, its level and words. */
export const proposalKinds = ['publication', 'status', 'deadline', 'promise'] as const;
export type ProposalKind = (typeof proposalKinds)[number];

/** A change of a public commitment that waits for the accountable person. It goes once they decided: the history keeps it. */
@Entity()
@Index(['commitmentId', 'kind'], { unique: true })
@Check('commitment_proposal_kind', `kind IN ('publication', 'status', 'deadline', 'promise')`)
export class CommitmentProposal {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  /** Of each kind one at most: a newer wish takes the place of an older one. */
  @Column('text')
  kind!: ProposalKind;

  /** As the form read them, but for the version. */
  @Column('jsonb')
  wanted!: Record<string, unknown>;

  @Index()
  @Column('uuid', { nullable: true })
  authorId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  author?: Relation<Account> | null;

  @Column('text')
  authorName!: string;

  @Column('timestamptz')
  createdAt!: Date;
}
