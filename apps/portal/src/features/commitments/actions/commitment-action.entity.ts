import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commitment } from '../promises/commitment.entity.js';

export const actionStates = ['planned', 'under-way', 'done', 'abandoned'] as const;
export type ActionState = (typeof actionStates)[number];

/** One thing to do for a commitment. Progress is how many of them are done, not a number that somebody types. */
@Entity()
@Check('commitment_action_state', `state IN ('planned', 'under-way', 'done', 'abandoned')`)
@Check('commitment_action_done', `(state = 'done') = (done_on IS NOT NULL)`)
export class CommitmentAction {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  @Column('text')
  title!: string;

  @Column('integer')
  position!: number;

  @Column('text')
  state!: ActionState;

  @Column('date', { nullable: true })
  startsOn!: string | null;

  @Column('date', { nullable: true })
  dueOn!: string | null;

  @Column('date', { nullable: true })
  doneOn!: string | null;

  @Column('integer', { default: 1 })
  version!: number;
}

/** Where an action stands on its commitment's page, from the address of that page on. */
export function actionPlace(id: string): string {
  return `#action-${id}`;
}
