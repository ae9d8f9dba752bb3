import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Measure } from '../../commitments/frameworks/measure.entity.js';
import { Gathering } from './gathering.entity.js';

/** A measure that a gathering serves; with its commune it names the commitment. */
@Entity()
export class GatheringMeasure {
  @PrimaryColumn('uuid')
  gatheringId!: string;

  @ManyToOne(() => Gathering, { onDelete: 'CASCADE' })
  @JoinColumn()
  gathering?: Relation<Gathering>;

  @Index()
  @PrimaryColumn('uuid')
  measureId!: string;

  @ManyToOne(() => Measure, { onDelete: 'CASCADE' })
  @JoinColumn()
  measure?: Relation<Measure>;
}
