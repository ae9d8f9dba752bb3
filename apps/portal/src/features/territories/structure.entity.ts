import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from './commune.entity.js';

export const structureKinds = ['association', 'cooperative', 'public-body', 'company', 'informal'] as const;
export type StructureKind = (typeof structureKinds)[number];

/** A local hosting structure on the CHATONS model: it runs services. */
@Entity()
export class Structure {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: StructureKind;

  /** Markdown. */
  @Column('text', { default: '' })
  description!: string;

  @Column('text', { nullable: true })
  website!: string | null;

  @Column('text')
  email!: string;

  @Column('text', { nullable: true })
  phone!: string | null;

  /** Postal address, for the legal notice. */
  @Column('text', { default: '' })
  address!: string;

  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @ManyToOne(() => Commune, { onDelete: 'RESTRICT' })
  @JoinColumn()
  commune?: Relation<Commune> | null;

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('timestamptz')
  createdAt!: Date;
}
