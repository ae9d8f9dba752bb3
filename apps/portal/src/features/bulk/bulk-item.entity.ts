import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { BulkOperation } from './bulk-operation.entity.js';

/** `ordered`: changed here, and the tool follows. `skipped`: it was so already, or has ended. */
export const itemStatuses = ['todo', 'ordered', 'done', 'skipped', 'failed'] as const;
export type ItemStatus = (typeof itemStatuses)[number];

/** What becomes of one subscription in a bulk operation. */
@Entity()
@Index(['operationId', 'status'])
export class BulkItem {
  @PrimaryColumn('uuid')
  operationId!: string;

  @ManyToOne(() => BulkOperation, { onDelete: 'CASCADE' })
  @JoinColumn()
  operation?: Relation<BulkOperation>;

  @Index()
  @PrimaryColumn('uuid')
  subscriptionId!: string;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  @Column('text')
  status!: ItemStatus;

  /** The subscription's `wantedRevision` after the change; null before. */
  @Column('integer', { nullable: true })
  revision!: number | null;

  /** Why the tool did not follow, from the closed set of the connector contract. */
  @Column('text', { nullable: true })
  failureReason!: string | null;
}
