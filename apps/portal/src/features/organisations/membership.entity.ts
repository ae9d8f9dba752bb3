import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Organisation } from './organisation.entity.js';

export const membershipRoles = ['owner', 'manager', 'member'] as const;
export type MembershipRole = (typeof membershipRoles)[number];

/** An account's role in an organisation. */
@Entity()
@Unique(['organisationId', 'accountId'])
export class Membership {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organisationId!: string;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation?: Relation<Organisation>;

  @Index()
  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('text')
  role!: MembershipRole;

  /** One of the two people whom the structure may write to about the organisation's services. */
  @Column('boolean', { default: false })
  contact!: boolean;

  @Column('timestamptz')
  createdAt!: Date;
}
