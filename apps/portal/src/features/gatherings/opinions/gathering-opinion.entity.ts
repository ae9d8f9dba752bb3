import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Gathering } from '../gathering/gathering.entity.js';

/** The answer to two questions after a gathering. Nothing in it says whose it is, nor the hour at which it came. */
@Entity()
@Check('gathering_opinion_useful', 'useful BETWEEN 1 AND 4')
export class GatheringOpinion {
  /** By chance alone, so that it tells no order. */
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  gatheringId!: string;

  @ManyToOne(() => Gathering, { onDelete: 'CASCADE' })
  @JoinColumn()
  gathering?: Relation<Gathering>;

  /** How useful it was, from 1 (not at all) to 4 (very). */
  @Column('smallint')
  useful!: number;

  /** What would help them next time. */
  @Column('text', { default: '' })
  wish!: string;
}
