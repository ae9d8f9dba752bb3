import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Indicator } from './indicator.entity.js';

/** What was counted on one day. */
@Entity()
@Index(['indicatorId', 'day'], { unique: true })
export class IndicatorValue {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  indicatorId!: string;

  @ManyToOne(() => Indicator, { onDelete: 'CASCADE' })
  @JoinColumn()
  indicator?: Relation<Indicator>;

  @Column('date')
  day!: string;

  @Column('double precision')
  value!: number;

  @Column('text', { default: '' })
  note!: string;
}
