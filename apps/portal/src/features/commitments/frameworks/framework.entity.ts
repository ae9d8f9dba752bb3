import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A text by language, as data; French is always there. */
export interface TextByLocale {
  readonly fr: string;
  readonly en?: string;
  readonly br?: string;
}

/** A public programme that communes commit to, e.g. the Pacte pour la Transition 2020. */
@Entity()
export class Framework {
  @PrimaryColumn('uuid')
  id!: string;

  /** Stable, e.g. `pacte-transition-2020`. */
  @Column('text', { unique: true })
  key!: string;

  @Column('jsonb')
  name!: TextByLocale;

  /** Who wrote it and for what, in a sentence or two. */
  @Column('jsonb')
  summary!: TextByLocale;

  @Column('integer')
  year!: number;

  /** Where the programme itself can be read. */
  @Column('text', { default: '' })
  sourceUrl!: string;

  /** Goes up with each change of its texts; `FrameworkRevision` keeps each. */
  @Column('integer', { default: 1 })
  version!: number;

  /** How many measures the programme has, when not all of them could be entered yet. */
  @Column('integer', { nullable: true })
  expectedMeasures!: number | null;

  @Column('integer', { default: 0 })
  position!: number;
}
