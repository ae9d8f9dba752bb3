import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { CollectiveProposal } from './collective-proposal.entity.js';

/** A resident supports a proposal: once. */
@Entity()
@Unique(['proposalId', 'accountId'])
export class ProposalSupport {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  proposalId!: string;

  @ManyToOne(() => CollectiveProposal, { onDelete: 'CASCADE' })
  @JoinColumn()
  proposal?: Relation<CollectiveProposal>;

  @Index()
  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('timestamptz')
  supportedAt!: Date;
}
