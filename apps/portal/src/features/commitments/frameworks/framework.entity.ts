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

  @Column('integer', { default: 0 })
  position!: number;
}
