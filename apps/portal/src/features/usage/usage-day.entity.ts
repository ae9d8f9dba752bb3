import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscription } from '../subscriptions/subscription.entity.js';

const bytes = { to: (n: number | null) => n, from: (s: string | null) => (s === null ? null : Number(s)) };

/** What a tool said of one subscription on one day; months are made of it after ninety days. */
@Entity()
export class UsageDay {
  @PrimaryColumn('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  /** `YYYY-MM-DD`, universal time. */
  @Index()
  @PrimaryColumn('date')
  day!: string;

  /** Each figure is null when the tool does not tell it. */
  @Column('bigint', { nullable: true, transformer: bytes })
  bytes!: number | null;

  /** Pads, files or rooms. */
  @Column('integer', { nullable: true })
  items!: number | null;

  @Column('timestamptz', { nullable: true })
  lastActivityAt!: Date | null;
}
