import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Plan } from '../catalogue/plans/plan.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import type { RequestStatus } from './request-status.js';

/** An account's or organisation's request for a service. */
@Entity()
@Check('service_request_asked_by', 'account_id IS NOT NULL OR organisation_id IS NOT NULL')
@Index(['serviceId', 'status'])
@Index(['serviceId', 'submittedAt', 'id'])
@Index('service_request_one_open_for_account', ['serviceId', 'accountId'], {
  unique: true,
  where: `organisation_id IS NULL AND status IN ('draft', 'submitted', 'waiting-for-requester')`,
})
@Index('service_request_one_open_for_organisation', ['serviceId', 'organisationId'], {
  unique: true,
  where: `organisation_id IS NOT NULL AND status IN ('draft', 'submitted', 'waiting-for-requester')`,
})
export class ServiceRequest {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'RESTRICT' })
  @JoinColumn()
  service?: Relation<Service>;

  /** The person who asks, also when it is for an organisation; null when they left, which only an organisation's request outlives. */
  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  account?: Relation<Account> | null;

  @Index()
  @Column('uuid', { nullable: true })
  organisationId!: string | null;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation?: Relation<Organisation> | null;

  @Column('text')
  status!: RequestStatus;

  /** By the name of the service's question; as typed, even while it is a draft. */
  @Column('jsonb', { default: {} })
  answers!: Record<string, string>;

  /** The questions as they were asked, so that later changes of the form do not change what was answered. */
  @Column('jsonb', { default: [] })
  askedQuestions!: unknown[];

  /** The plan that is wished; null: whatever the service gives by itself. */
  @Column('uuid', { nullable: true })
  planId!: string | null;

  @ManyToOne(() => Plan, { onDelete: 'SET NULL' })
  @JoinColumn()
  plan?: Relation<Plan> | null;

  @Column('timestamptz', { nullable: true })
  submittedAt!: Date | null;

  /** Set while the service is full: the place in the list is the order of these dates. */
  @Column('timestamptz', { nullable: true })
  waitingListSince!: Date | null;

  /**
   * Since when operators can decide: it was sent, or moved up from the waiting list. Delays and ages are counted from here.
   * Null while it is a draft or waits for room.
   */
  @Column('timestamptz', { nullable: true })
  readyAt!: Date | null;

  /** When another structure took it over: notes between operators of before are not theirs to read. */
  @Column('timestamptz', { nullable: true })
  handedOverAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  @Column('uuid', { nullable: true })
  decidedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  decidedBy?: Relation<Account> | null;

  /** Why it was refused, in words for the requester. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** A service that can help instead. */
  @Column('uuid', { nullable: true })
  alternativeServiceId!: string | null;

  @ManyToOne(() => Service, { onDelete: 'SET NULL' })
  @JoinColumn()
  alternativeService?: Relation<Service> | null;

  /** The refused request that this one asks to look at again; once for each. */
  @Column('uuid', { nullable: true, unique: true })
  appealOfId!: string | null;

  @ManyToOne(() => ServiceRequest, { onDelete: 'SET NULL' })
  @JoinColumn()
  appealOf?: Relation<ServiceRequest> | null;

  /** Two operators who decide at once: the second one finds another version. */
  @VersionColumn()
  version!: number;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
