import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscription } from '../subscriptions/subscription.entity.js';

const big = { to: (n: number | null) => n, from: (s: string | null) => (s === null ? null : Number(s)) };

/** What the days of one month came to. Sums and counts are kept, so that days that come late can still be added. */
@Entity()
export class UsageMonth {
  @PrimaryColumn('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  /** The month's first day, `YYYY-MM-DD`. */
  @Index()
  @PrimaryColumn('date')
  month!: string;

  /** Days on which the tool said how many bytes, and what those came to together. */
  @Column('integer', { default: 0 })
  bytesDays!: number;

  @Column('bigint', { default: 0, transformer: big })
  bytesSum!: number;

  @Column('bigint', { nullable: true, transformer: big })
  bytesMost!: number | null;

  @Column('integer', { nullable: true })
  itemsMost!: number | null;

  @Column('timestamptz', { nullable: true })
  lastActivityAt!: Date | null;
}
