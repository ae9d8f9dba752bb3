import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../catalogue/service.entity.js';
import { Subscription, type SubscriptionStatus } from '../subscriptions/subscription.entity.js';
import { Commune } from '../territories/commune.entity.js';
import type { WebhookFailure } from './webhook-failure.js';
import type { MovedCommitment, WebhookEvent } from './webhook-message.js';

export const deliveryStatuses = ['queued', 'running', 'retrying', 'done', 'dead', 'abandoned'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export interface SubscriptionThen {
  readonly status: SubscriptionStatus;
  readonly quota: number | null;
  readonly revision: number;
}

/** One message to a service or about a commune's commitments, with what became of it. The queue's row carries only this id. */
@Entity()
@Index(['ownerId', 'id'])
@Index(['status', 'createdAt'])
export class WebhookDelivery {
  /** Also the message's `webhook-id`: the same at each attempt, so that the service can tell a repetition. */
  @PrimaryColumn('uuid')
  id!: string;

  /** The id of the service or of the commune. */
  @Column('uuid')
  ownerId!: string;

  @Index()
  @Column('uuid', { nullable: true })
  serviceId!: string | null;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service> | null;

  @Index()
  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune> | null;

  /** Null for a trial, and for what a commune's commitments tell. */
  @Index()
  @Column('uuid', { nullable: true })
  subscriptionId!: string | null;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription> | null;

  @Column('text')
  event!: WebhookEvent;

  /** The subscription as it was then: status, quota, revision; its holder is read when it is sent. Or all that is told of a move. */
  @Column('jsonb', { nullable: true })
  snapshot!: SubscriptionThen | MovedCommitment | null;

  @Column('text')
  status!: DeliveryStatus;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('text', { nullable: true })
  failureReason!: WebhookFailure | null;

  @Column('text', { default: '' })
  failureDetail!: string;

  /** HTTP status of the last answer, if one came. */
  @Column('integer', { nullable: true })
  answerStatus!: number | null;

  @Column('timestamptz', { nullable: true })
  lastAttemptAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  nextAttemptAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
