import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Framework, type TextByLocale } from './framework.entity.js';

/** One thing that a framework asks for. */
@Entity()
export class Measure {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  frameworkId!: string;

  @ManyToOne(() => Framework, { onDelete: 'RESTRICT' })
  @JoinColumn()
  framework?: Relation<Framework>;

  /** Part of public addresses, so unique among all frameworks. */
  @Column('text', { unique: true })
  key!: string;

  @Column('integer')
  position!: number;

  @Column('jsonb')
  title!: TextByLocale;

  @Column('jsonb')
  summary!: TextByLocale;

  /** What levels 1, 2 and 3 mean for this measure; empty when its programme does not say. */
  @Column('jsonb', { default: [] })
  levels!: TextByLocale[];

  /** A later version of the programme dropped it: nobody can commit to it any more, who did is held to it. */
  @Column('timestamptz', { nullable: true })
  retiredAt!: Date | null;
}
