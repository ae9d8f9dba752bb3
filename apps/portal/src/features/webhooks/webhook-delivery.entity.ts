import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../catalogue/service.entity.js';
import { Subscription, type SubscriptionStatus } from '../subscriptions/subscription.entity.js';
import type { WebhookFailure } from './webhook-failure.js';
import type { WebhookEvent } from './webhook-message.js';

export const deliveryStatuses = ['queued', 'running', 'retrying', 'done', 'dead', 'abandoned'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One message to a service, with what became of it. The queue's row carries only this id. */
@Entity()
@Index(['serviceId', 'id'])
@Index(['status', 'createdAt'])
export class WebhookDelivery {
  /** Also the message's `webhook-id`: the same at each attempt, so that the service can tell a repetition. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  /** Null for a trial. */
  @Index()
  @Column('uuid', { nullable: true })
  subscriptionId!: string | null;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription> | null;

  @Column('text')
  event!: WebhookEvent;

  /** The subscription as it was then: status, quota, revision. Its holder is read when it is sent. */
  @Column('jsonb', { nullable: true })
  snapshot!: { readonly status: SubscriptionStatus; readonly quota: number | null; readonly revision: number } | null;

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
