import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { CommitmentUpdate } from './commitment-update.entity.js';

/** A published update said something else before: what, until when, and why it changed. The public sees it. */
@Entity()
export class UpdateCorrection {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  updateId!: string;

  @ManyToOne(() => CommitmentUpdate, { onDelete: 'CASCADE' })
  @JoinColumn()
  update?: Relation<CommitmentUpdate>;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  titleBefore!: string;

  @Column('text')
  bodyBefore!: string;

  @Column('text')
  reason!: string;
}
