import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Subscription } from '../subscription.entity.js';

/** Why somebody no longer uses a tool: they left or were taken out of the organisation, or their account is suspended, closing or erased. */
export type RemovalCause = 'departed' | 'suspended' | 'closing' | 'erased';

/** Somebody whose access a tool has to take away; it has done so once it applied this revision of the subscription. */
@Entity()
@Check('access_removal_cause', `cause IN ('departed', 'suspended', 'closing', 'erased')`)
export class AccessRemoval {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  /** Null once the account is gone. */
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  account?: Relation<Account> | null;

  /** As they were called then: operators look for that name in the tool. */
  @Column('text')
  personName!: string;

  @Column('text')
  cause!: RemovalCause;

  @Column('integer')
  revision!: number;

  @Index()
  @Column('timestamptz')
  askedAt!: Date;
}
