import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commitment } from '../promises/commitment.entity.js';
import type { SpendingNature } from './spending-nature.js';

/** pg gives a bigint as text; all the money of a commune in cents is far below 2^53. */
const cents = { to: (value: number) => value, from: (value: string | number) => Number(value) };

/** Money spent on a commitment within one year. */
@Entity()
@Index(['commitmentId', 'year'])
@Check('spending_amount', 'amount_cents >= 0')
export class Spending {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  @Column('integer')
  year!: number;

  @Column('text')
  nature!: SpendingNature;

  /** As in the commune's accounts. */
  @Column('text')
  budget!: 'investment' | 'running';

  @Column('bigint', { transformer: cents })
  amountCents!: number;

  /** The free software that it went to, if any. */
  @Column('text', { default: '' })
  software!: string;

  /** Other communes that share it or use what came of it. */
  @Column('text', { default: '' })
  sharedWith!: string;

  @Column('text', { default: '' })
  note!: string;

  @Column('timestamptz')
  createdAt!: Date;
}
