import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Structure } from './structure.entity.js';

/** Somebody on a structure's own list of members: who may use its services that are for members only. */
@Entity()
@Index(['structureId', 'email'], { unique: true })
export class StructureMember {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  structureId!: string;

  @ManyToOne(() => Structure, { onDelete: 'CASCADE' })
  @JoinColumn()
  structure?: Relation<Structure>;

  /** Lower case. */
  @Column('text')
  email!: string;

  @Column('text', { default: '' })
  name!: string;

  @Column('timestamptz')
  createdAt!: Date;
}
