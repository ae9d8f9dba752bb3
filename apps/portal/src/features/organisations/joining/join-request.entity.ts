import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Organisation } from '../organisation.entity.js';

export const joinRequestStatuses = ['waiting', 'accepted', 'refused', 'withdrawn'] as const;
export type JoinRequestStatus = (typeof joinRequestStatuses)[number];

/** Somebody who typed the number of an organisation that is already here, and asks its owners to join. */
@Entity()
@Index('join_request_one_waiting', ['organisationId', 'accountId'], { unique: true, where: `status = 'waiting'` })
export class JoinRequest {
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

  /** What the person says of themselves: "I am the new treasurer". */
  @Column('text')
  message!: string;

  @Column('text')
  status!: JoinRequestStatus;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  @Column('uuid', { nullable: true })
  decidedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  decidedBy?: Relation<Account> | null;
}
