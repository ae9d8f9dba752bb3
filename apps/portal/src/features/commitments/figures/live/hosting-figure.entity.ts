import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../../../territories/commune.entity.js';

/** What the portal itself counted for a commune on one day; kept from the first day, whether an indicator shows it or not. */
@Entity()
export class HostingFigure {
  @PrimaryColumn('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune>;

  /** A key of `LiveFigures`. */
  @PrimaryColumn('text')
  source!: string;

  @PrimaryColumn('date')
  day!: string;

  @Column('double precision')
  value!: number;
}
