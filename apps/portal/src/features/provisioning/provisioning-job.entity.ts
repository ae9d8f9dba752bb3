import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscription } from '../subscriptions/subscription.entity.js';

/** `waiting`: its service is not called for now, and the job stands in no queue. `dead`: an operator has to look. */
export const provisioningStatuses = ['queued', 'running', 'retrying', 'waiting', 'done', 'dead', 'abandoned'] as const;
export type ProvisioningStatus = (typeof provisioningStatuses)[number];

/** Durable work that makes the remote service match the subscription. The queue's row carries only this id. */
@Entity()
@Index(['status', 'createdAt'])
@Index('provisioning_job_one_running', ['subscriptionId'], { unique: true, where: `status = 'running'` })
export class ProvisioningJob {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  @Column('text')
  status!: ProvisioningStatus;

  /** The subscription's `wantedRevision` that this job was made for. */
  @Column('integer')
  revision!: number;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** From the closed set of the connector contract. */
  @Column('text', { nullable: true })
  failureReason!: string | null;

  @Column('text', { default: '' })
  failureDetail!: string;

  @Column('timestamptz', { nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  nextAttemptAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
