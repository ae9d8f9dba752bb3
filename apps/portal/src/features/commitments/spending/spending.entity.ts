import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commitment } from '../promises/commitment.entity.js';
import { CommitmentAction } from '../actions/commitment-action.entity.js';
import type { SpendingPartner } from './spending-partners.js';
import type { SpendingNature } from './spending-nature.js';

/** pg gives a bigint as text; all the money of a commune in cents is far below 2^53. */
const cents = { to: (value: number) => value, from: (value: string | number) => Number(value) };
const orNull = (value: string | null): number | null => (value === null ? null : Number(value));

/** Money spent on a commitment within one year. */
@Entity()
@Index(['commitmentId', 'year'])
@Check('spending_amount', 'amount_cents >= 0')
@Check('spending_saving', `saving_cents IS NULL OR saving_method <> ''`)
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

  /** The action that it paid for, if any. */
  @Index()
  @Column('uuid', { nullable: true })
  actionId!: string | null;

  @ManyToOne(() => CommitmentAction, { onDelete: 'SET NULL' })
  @JoinColumn()
  action?: Relation<CommitmentAction> | null;

  /** Who else carries it or uses what came of it, with their part where it is known. */
  @Column('jsonb', { default: [] })
  partners!: SpendingPartner[];

  /** Where what it paid for was published for everybody, e.g. a repository. */
  @Column('text', { default: '' })
  publishedUrl!: string;

  /** What the commune says it saves by it; never without the calculation. */
  @Column('bigint', { nullable: true, transformer: { to: cents.to, from: orNull } })
  savingCents!: number | null;

  @Column('text', { default: '' })
  savingMethod!: string;

  @Column('text', { default: '' })
  note!: string;

  @Column('timestamptz')
  createdAt!: Date;
}
