import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Indicator } from './indicator.entity.js';

export const valueOrigins = ['hand', 'csv', 'api', 'portal'] as const;
export type ValueOrigin = (typeof valueOrigins)[number];

/** What was counted on one day. */
@Entity()
@Check('indicator_value_origin', `origin IN ('hand', 'csv', 'api', 'portal')`)
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

  /** How it came here. */
  @Column('text', { default: 'hand' })
  origin!: ValueOrigin;
}
