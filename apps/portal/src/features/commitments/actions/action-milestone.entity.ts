import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { CommitmentAction } from './commitment-action.entity.js';

/** A step of an action that can be seen from outside: reached on a day, or not yet. */
@Entity()
export class ActionMilestone {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  actionId!: string;

  @ManyToOne(() => CommitmentAction, { onDelete: 'CASCADE' })
  @JoinColumn()
  action?: Relation<CommitmentAction>;

  @Column('text')
  title!: string;

  @Column('date', { nullable: true })
  dueOn!: string | null;

  @Column('date', { nullable: true })
  reachedOn!: string | null;
}
