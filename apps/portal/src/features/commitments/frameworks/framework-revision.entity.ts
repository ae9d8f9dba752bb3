import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { FrameworkFile } from './framework-file.js';
import { Framework } from './framework.entity.js';

/** A framework as it read in one version: what a commune committed to can be read again years later. */
@Entity()
@Index(['frameworkId', 'version'], { unique: true })
export class FrameworkRevision {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  frameworkId!: string;

  @ManyToOne(() => Framework, { onDelete: 'CASCADE' })
  @JoinColumn()
  framework?: Relation<Framework>;

  @Column('integer')
  version!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('jsonb')
  content!: FrameworkFile;
}
