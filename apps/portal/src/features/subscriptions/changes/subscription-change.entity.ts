import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Plan } from '../../catalogue/plans/plan.entity.js';
import { Subscription } from '../subscription.entity.js';

export const changeStatuses = ['waiting', 'granted', 'refused', 'withdrawn'] as const;
export type ChangeStatus = (typeof changeStatuses)[number];

const bytes = { to: (n: number | null) => n, from: (s: string | null) => (s === null ? null : Number(s)) };

/** A holder's wish for another plan or more space, and what came of it. */
@Entity()
@Index(['subscriptionId', 'createdAt'])
@Index('subscription_change_one_waiting', ['subscriptionId'], { unique: true, where: `status = 'waiting'` })
export class SubscriptionChange {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  /** Null when they have left. */
  @Column('uuid', { nullable: true })
  askedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  askedBy?: Relation<Account> | null;

  @Column('text')
  reason!: string;

  /** Null: the plan may stay. */
  @Column('uuid', { nullable: true })
  wishedPlanId!: string | null;

  @ManyToOne(() => Plan, { onDelete: 'SET NULL' })
  @JoinColumn()
  wishedPlan?: Relation<Plan> | null;

  /** Bytes; null: whatever the plan gives. */
  @Column('bigint', { nullable: true, transformer: bytes })
  wishedQuota!: number | null;

  @Column('text')
  status!: ChangeStatus;

  /** What the operator wrote to the holder. */
  @Column('text', { default: '' })
  answer!: string;

  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  @Column('uuid', { nullable: true })
  decidedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  decidedBy?: Relation<Account> | null;

  @Column('timestamptz')
  createdAt!: Date;
}
