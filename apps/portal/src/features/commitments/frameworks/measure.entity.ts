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
}
