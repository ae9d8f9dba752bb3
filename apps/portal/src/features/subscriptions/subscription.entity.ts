import { DAY } from '@ronron/kernel';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Plan } from '../catalogue/plans/plan.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { ServiceRequest } from '../requests/service-request.entity.js';

export const subscriptionStatuses = ['active', 'suspended', 'ended'] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** Why a subscription is suspended: its holder's account is, or is in its days of grace; its operators decided so; nobody said that it is still of use. */
export type SuspensionCause = 'account' | 'closing' | 'operator' | 'renewal';

/** Whom a structure served stays in its operators' lists this long, in milliseconds: questions come after the end. */
export const RELATION_SEEN_FOR = 90 * DAY;

/** The granted right to a service. What the remote tool has follows it by `ProvisioningJob`s. */
@Entity()
@Check('subscription_one_holder', `(account_id IS NULL) <> (organisation_id IS NULL)`)
@Check(
  'subscription_suspended_for',
  `(status = 'suspended') = (cardinality(suspended_for) > 0) AND suspended_for <@ ARRAY['account', 'closing', 'operator', 'renewal']`,
)
@Index(['serviceId', 'status'])
@Index('subscription_one_live_for_account', ['serviceId', 'accountId'], {
  unique: true,
  where: `account_id IS NOT NULL AND status <> 'ended'`,
})
@Index('subscription_one_live_for_organisation', ['serviceId', 'organisationId'], {
  unique: true,
  where: `organisation_id IS NOT NULL AND status <> 'ended'`,
})
export class Subscription {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'RESTRICT' })
  @JoinColumn()
  service?: Relation<Service>;

  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'RESTRICT' })
  @JoinColumn()
  account?: Relation<Account> | null;

  @Index()
  @Column('uuid', { nullable: true })
  organisationId!: string | null;

  @ManyToOne(() => Organisation, { onDelete: 'RESTRICT' })
  @JoinColumn()
  organisation?: Relation<Organisation> | null;

  @Column('uuid', { nullable: true, unique: true })
  requestId!: string | null;

  @ManyToOne(() => ServiceRequest, { onDelete: 'SET NULL' })
  @JoinColumn()
  request?: Relation<ServiceRequest> | null;

  @Column('text')
  status!: SubscriptionStatus;

  /** It is suspended as long as there is one: lifting one cause lifts no other. Emptied when it ends. */
  @Column('text', { array: true, default: '{}' })
  suspendedFor!: SuspensionCause[];

  /** Null where the service has no plans, or had none when it was granted. */
  @Index()
  @Column('uuid', { nullable: true })
  planId!: string | null;

  @ManyToOne(() => Plan, { onDelete: 'SET NULL' })
  @JoinColumn()
  plan?: Relation<Plan> | null;

  /** The plan's revision that it was brought up to. */
  @Column('integer', { default: 0 })
  planRevision!: number;

  /** Bytes that hold now: the plan's, or its own. */
  @Column('bigint', {
    nullable: true,
    transformer: { to: (n: number | null) => n, from: (s: string | null) => (s === null ? null : Number(s)) },
  })
  quota!: number | null;

  /** The quota was granted by hand: it stays when the plan's changes. */
  @Column('boolean', { default: false })
  ownQuota!: boolean;

  /** What the connector gave back to find its own again; null until the first success. */
  @Column('jsonb', { nullable: true })
  handle!: unknown;

  /** Raised with each change of what is wanted; a job that applied an older one is followed by another. */
  @Column('integer', { default: 1 })
  wantedRevision!: number;

  @Column('integer', { default: 0 })
  appliedRevision!: number;

  @Column('timestamptz', { nullable: true })
  provisionedAt!: Date | null;

  @Column('timestamptz')
  startedAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  @Column('timestamptz')
  updatedAt!: Date;
}

/** Whose subscription it is, in words. Its organisation and account are to be loaded with it. */
export function holderName({ organisation, account }: Pick<Subscription, 'organisation' | 'account'>): string {
  return organisation?.name ?? account?.displayName ?? '';
}
