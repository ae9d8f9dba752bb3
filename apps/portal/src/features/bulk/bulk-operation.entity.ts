import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../catalogue/service.entity.js';

export const bulkKinds = ['suspend', 'resume', 'quota', 'reapply'] as const;
export type BulkKind = (typeof bulkKinds)[number];

export const bulkStatuses = ['running', 'paused', 'stopped', 'done'] as const;
export type BulkStatus = (typeof bulkStatuses)[number];

/** One change for many subscriptions of a service, made little by little. */
@Entity()
@Index(['serviceId', 'createdAt'])
export class BulkOperation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  @Column('text')
  kind!: BulkKind;

  /** Bytes, for `quota`. */
  @Column('bigint', {
    nullable: true,
    transformer: { to: (n: number | null) => n, from: (s: string | null) => (s === null ? null : Number(s)) },
  })
  quota!: number | null;

  @Column('text')
  status!: BulkStatus;

  @Column('uuid', { nullable: true })
  startedById!: string | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;
}
