import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StoredFile } from '../../../../platform/files/stored-file.entity.js';
import { Subscription } from '../../subscription.entity.js';

export type SubscriptionExportStatus = 'queued' | 'ready' | 'failed';

/** A copy of what a tool holds for a subscription, made by its connector. */
@Entity()
@Check('subscription_export_status', `status IN ('queued', 'ready', 'failed')`)
@Index('subscription_export_one_under_way', ['subscriptionId'], { unique: true, where: `status = 'queued'` })
@Index(['subscriptionId', 'askedAt'])
export class SubscriptionExport {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  @Column('text')
  status!: SubscriptionExportStatus;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** Why it failed, from the closed set of the connector contract. */
  @Column('text', { nullable: true })
  failureReason!: string | null;

  @Column('timestamptz')
  askedAt!: Date;

  @Column('timestamptz', { nullable: true })
  readyAt!: Date | null;

  /** Null also when the copy was kept long enough and went. */
  @Column('uuid', { nullable: true })
  fileId!: string | null;

  @ManyToOne(() => StoredFile, { onDelete: 'SET NULL' })
  @JoinColumn()
  file?: Relation<StoredFile> | null;

  @Column('timestamptz', { nullable: true })
  fetchedAt!: Date | null;
}
