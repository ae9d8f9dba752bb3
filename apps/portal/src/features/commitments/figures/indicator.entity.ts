import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commitment } from '../promises/commitment.entity.js';

/** A figure by which a commitment is measured. */
@Entity()
@Index('indicator_one_live_source', ['commitmentId', 'liveSource'], { unique: true, where: 'live_source IS NOT NULL' })
export class Indicator {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  @Column('text')
  name!: string;

  /** As it is written after the number, e.g. `postes` or `%`. */
  @Column('text')
  unit!: string;

  /** Where it stood at the beginning, or null when nobody counted. */
  @Column('double precision', { nullable: true })
  base!: number | null;

  @Column('double precision', { nullable: true })
  target!: number | null;

  /** Where the figures come from and how they are counted. */
  @Column('text')
  source!: string;

  /** A key of `LiveFigures` when the portal itself counts it every day; null when people bring the values. */
  @Column('text', { nullable: true })
  liveSource!: string | null;

  @Column('timestamptz')
  createdAt!: Date;
}
