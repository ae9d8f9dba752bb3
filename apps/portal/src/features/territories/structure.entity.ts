import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from './commune.entity.js';

export const structureKinds = ['association', 'cooperative', 'public-body', 'company', 'informal'] as const;
export type StructureKind = (typeof structureKinds)[number];

/** Whether new people are taken in: a word of the structure's, beside what capacities count. */
export const intakes = ['open', 'limited', 'full'] as const;
export type Intake = (typeof intakes)[number];

/** What holds for a service: its own word or its structure's, whichever lets fewer in. */
export function intakeOf(service: {
  readonly intake: Intake;
  readonly structure?: { readonly intake: Intake };
}): Intake {
  const said = [service.intake, service.structure?.intake ?? 'open'];
  return [...intakes].reverse().find((intake) => said.includes(intake))!;
}

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

  @Column('text', { default: 'open' })
  intake!: Intake;

  /** What whoever looks for a place is told: until when, and why. */
  @Column('text', { default: '' })
  intakeNote!: string;

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('timestamptz')
  createdAt!: Date;
}
