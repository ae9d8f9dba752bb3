import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscription } from '../subscription.entity.js';

/**
 * Why a subscription ends: its holder wishes it, its operators decided so, nobody said that it is still of use, or its holder left
 * (an account or an organisation that closed, somebody who moved away).
 */
export const closureCauses = ['holder', 'operator', 'not-renewed', 'left'] as const;
export type ClosureCause = (typeof closureCauses)[number];

/** The countdown runs; it was called back; the subscription ended and the tool is being emptied; the tool holds nothing any more. */
export const closureStatuses = ['counting', 'called-back', 'ended', 'emptied'] as const;
export type ClosureStatus = (typeof closureStatuses)[number];

/** The end of a subscription, from its announcement to the receipt. */
@Entity()
@Check('subscription_closure_status', `status IN ('counting', 'called-back', 'ended', 'emptied')`)
@Check('subscription_closure_receipt', `status <> 'emptied' OR receipt IS NOT NULL`)
@Index('subscription_closure_one_going_on', ['subscriptionId'], { unique: true, where: `status <> 'called-back'` })
@Index(['status', 'endsAt'])
export class SubscriptionClosure {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  @Column('text')
  cause!: ClosureCause;

  /** What operators tell the holder; empty otherwise. */
  @Column('text', { default: '' })
  reason!: string;

  @Column('text')
  status!: ClosureStatus;

  @Column('timestamptz')
  announcedAt!: Date;

  /** Until then it can be called back; then the tool is emptied. */
  @Column('timestamptz')
  endsAt!: Date;

  /** When people were reminded, some days before the end. */
  @Column('timestamptz', { nullable: true })
  remindedAt!: Date | null;

  /** The steps of the checklist that the holder ticked, for themselves. */
  @Column('text', { array: true, default: '{}' })
  ticked!: string[];

  @Column('timestamptz', { nullable: true })
  emptiedAt!: Date | null;

  /** A compact JWS (RFC 7515) over a `DeletionReceipt`. */
  @Column('text', { nullable: true })
  receipt!: string | null;

  /** The public JWK that verifies it: provider's keys leave their published set after some months, receipts stay. */
  @Column('jsonb', { nullable: true })
  receiptKey!: unknown;
}
