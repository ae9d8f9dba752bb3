import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../territories/commune.entity.js';

export const organisationKinds = ['association', 'school', 'collective', 'company', 'public-body', 'other'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** A local actor: association, school, collective, small company. */
@Entity()
export class Organisation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: OrganisationKind;

  /** Répertoire national des associations, e.g. W294001234; unique among the living. */
  @Column('text', { nullable: true, unique: true })
  rna!: string | null;

  @Column('text', { nullable: true, unique: true })
  siren!: string | null;

  @Column('text', { nullable: true, unique: true })
  siret!: string | null;

  @Column('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'RESTRICT' })
  @JoinColumn()
  commune?: Relation<Commune>;

  @Column('text', { default: '' })
  purpose!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;
}
