import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commitment } from './commitment.entity.js';

/** A deadline that was set again, and why; the public sees every one. */
@Entity()
export class DeadlineSlip {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  @Column('timestamptz')
  at!: Date;

  @Column('date')
  fromDay!: string;

  /** Null: there is no deadline any more. */
  @Column('date', { nullable: true })
  toDay!: string | null;

  @Column('text')
  reason!: string;
}
