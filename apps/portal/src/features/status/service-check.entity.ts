import type { FailureReason } from '@ronron/connectors';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../catalogue/service.entity.js';

/** What one look at a service's health found. Kept 90 days. */
@Entity()
@Index(['serviceId', 'at'])
export class ServiceCheck {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  @Index()
  @Column('timestamptz')
  at!: Date;

  @Column('boolean')
  healthy!: boolean;

  /** Null when healthy. */
  @Column('text', { nullable: true })
  reason!: FailureReason | null;

  /** Why not, or what a healthy service lacks: for operators, in English; never a secret. */
  @Column('text', { default: '' })
  detail!: string;

  /** Milliseconds; null when no answer came. */
  @Column('integer', { nullable: true })
  latency!: number | null;

  /** As the tool says it. */
  @Column('text', { nullable: true })
  version!: string | null;
}
