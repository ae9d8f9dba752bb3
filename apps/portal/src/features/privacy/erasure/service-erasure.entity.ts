import type { FailureReason } from '@ronron/connectors';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Service } from '../../catalogue/service.entity.js';
import { Erasure } from './erasure.entity.js';

export const serviceErasureStatuses = ['queued', 'running', 'retrying', 'done', 'dead', 'abandoned'] as const;
export type ServiceErasureStatus = (typeof serviceErasureStatuses)[number];

/** Durable work that makes one service forget an erased person. The queue's row carries only this id. */
@Entity()
@Unique(['erasureId', 'serviceId'])
export class ServiceErasure {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  erasureId!: string;

  @ManyToOne(() => Erasure, { onDelete: 'CASCADE' })
  @JoinColumn()
  erasure?: Relation<Erasure>;

  @Index()
  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  @Index()
  @Column('text')
  status!: ServiceErasureStatus;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** From the closed set of the connector contract. */
  @Column('text', { nullable: true })
  failureReason!: FailureReason | null;

  @Column('text', { default: '' })
  failureDetail!: string;

  /** Why operators gave it up, in their words; the receipt shows it. */
  @Column('text', { default: '' })
  abandonReason!: string;

  @Column('timestamptz', { nullable: true })
  nextAttemptAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
