import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../territories/commune.entity.js';

export const organisationKinds = ['association', 'school', 'collective', 'company', 'public-body', 'other'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** Why an organisation legitimately has no number; see `identifiers.ts`. */
export const noNumberReasons = ['not-declared', 'informal', 'alsace-moselle', 'other'] as const;
export type NoNumberReason = (typeof noNumberReasons)[number];

/** A local actor: association, school, collective, small company. */
@Entity()
@Index('organisation_living_rna', ['rna'], { unique: true, where: 'closed_at IS NULL' })
@Index('organisation_living_siren', ['siren'], { unique: true, where: 'closed_at IS NULL' })
@Index('organisation_living_siret', ['siret'], { unique: true, where: 'closed_at IS NULL' })
export class Organisation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: OrganisationKind;

  /** Répertoire national des associations, e.g. W294001234; unique among the living. */
  @Column('text', { nullable: true })
  rna!: string | null;

  @Column('text', { nullable: true })
  siren!: string | null;

  @Column('text', { nullable: true })
  siret!: string | null;

  /** Null when it has a number. */
  @Column('text', { nullable: true })
  noNumberReason!: NoNumberReason | null;

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
