import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../../catalogue/service.entity.js';

/**
 * `listing`: what the tool lists of itself. `subscriptions`: each subscription that no list told of. `extras`: what the
 * tool has and nobody was granted. `repairs`: what differs is applied once more.
 */
export const runPhases = ['listing', 'subscriptions', 'extras', 'repairs'] as const;
export type RunPhase = (typeof runPhases)[number];

/** `waiting`: the service is not called for now. `stopped`: somebody did. */
export const runStatuses = ['queued', 'running', 'waiting', 'done', 'failed', 'stopped'] as const;
export type RunStatus = (typeof runStatuses)[number];
export const LIVE_RUN: readonly RunStatus[] = ['queued', 'running', 'waiting'];

/** One comparison of a service with what was granted: where it is, so that a killed one goes on, and what it counted. */
@Entity()
@Index('reconciliation_run_one_live', ['serviceId'], {
  unique: true,
  where: `status IN ('queued', 'running', 'waiting')`,
})
@Index(['serviceId', 'createdAt'])
export class ReconciliationRun {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  @Column('text')
  status!: RunStatus;

  @Column('text')
  phase!: RunPhase;

  /** Where the phase goes on: the tool's own mark in a list, else the last subscription's id; null: at the start. */
  @Column('text', { nullable: true })
  cursor!: string | null;

  /** Pages written down. */
  @Column('integer', { default: 0 })
  pages!: number;

  /** Whether what differs is repaired at the end, without being asked. */
  @Column('boolean')
  repairs!: boolean;

  /** So much differed that nothing was repaired by itself. */
  @Column('boolean', { default: false })
  held!: boolean;

  /** Subscriptions compared. */
  @Column('integer', { default: 0 })
  looked!: number;

  @Column('integer', { default: 0 })
  differing!: number;

  @Column('integer', { default: 0 })
  extras!: number;

  /** Left alone: work on them is under way, so that a difference would say nothing. */
  @Column('integer', { default: 0 })
  inMotion!: number;

  /** The tool could not tell of them. */
  @Column('integer', { default: 0 })
  unreadable!: number;

  @Column('integer', { default: 0 })
  repaired!: number;

  /** Failures in a row since the last answer. */
  @Column('integer', { default: 0 })
  attempts!: number;

  /** From the closed set of the connector contract. */
  @Column('text', { nullable: true })
  failureReason!: string | null;

  @Column('text', { default: '' })
  failureDetail!: string;

  /** Null: the portal itself, at night. */
  @Column('uuid', { nullable: true })
  startedById!: string | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;
}
