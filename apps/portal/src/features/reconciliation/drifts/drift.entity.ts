import type { SubscriptionState } from '@ronron/connectors';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../../catalogue/service.entity.js';
import { Subscription } from '../../subscriptions/subscription.entity.js';

/** In which way a tool holds something else than what was granted. */
export const driftKinds = ['missing', 'disabled', 'enabled', 'quota', 'renamed', 'members', 'extra'] as const;
export type DriftKind = (typeof driftKinds)[number];

/**
 * `repairing`: the work was ordered, and the next comparison tells. `ending`: the tool is told to remove it. `known`: an extra
 * that somebody vouched for. `gone`: it differs no more.
 */
export const driftStatuses = ['open', 'repairing', 'ending', 'known', 'gone'] as const;
export type DriftStatus = (typeof driftStatuses)[number];

/** What a tool holds, or should hold, for a subscription; null: not told, or no matter. */
export interface HeldState {
  readonly state: SubscriptionState;
  readonly name: string | null;
  readonly quotaBytes: number | null;
  readonly memberCount: number | null;
}

/** Something that a service holds otherwise than it was granted; one row for each subject, however often it is seen. */
@Entity()
@Index('drift_one_a_subject', ['serviceId', 'subject'], { unique: true })
@Index(['serviceId', 'status'])
export class Drift {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  /** The subscription's id, also one that is not ours; else the tool's own name of it. */
  @Column('text')
  subject!: string;

  /** Null: nobody was granted it. */
  @Index()
  @Column('uuid', { nullable: true })
  subscriptionId!: string | null;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription> | null;

  /** The tool's own name of it. */
  @Column('text')
  remoteName!: string;

  @Column('text', { array: true })
  kinds!: DriftKind[];

  @Column('jsonb')
  found!: HeldState;

  /** Null for an extra. */
  @Column('jsonb', { nullable: true })
  wanted!: HeldState | null;

  @Column('text')
  status!: DriftStatus;

  /** Why an extra is in order. */
  @Column('text', { default: '' })
  knownReason!: string;

  /** Why the tool would not remove it, from the closed set of the connector contract. */
  @Column('text', { nullable: true })
  failureReason!: string | null;

  /** The last run that saw it. */
  @Column('uuid')
  runId!: string;

  @Column('timestamptz')
  firstSeenAt!: Date;

  @Column('timestamptz')
  lastSeenAt!: Date;

  @Column('timestamptz', { nullable: true })
  resolvedAt!: Date | null;
}

/** Whose it is, or what the tool calls it when it is nobody's. The subscription is to be loaded with its holder. */
export function ownerOf({ subscription, remoteName }: Drift): string {
  return subscription?.organisation?.name ?? subscription?.account?.displayName ?? remoteName;
}
