import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A French municipality that this portal knows. `served` says whether its residents may use the services. */
@Entity()
export class Commune {
  @PrimaryColumn('uuid')
  id!: string;

  /** INSEE code, e.g. 29232; not the postcode. */
  @Column('text', { unique: true })
  inseeCode!: string;

  @Column('text')
  name!: string;

  /** Part of public addresses, e.g. `quimper`. */
  @Column('text', { unique: true })
  slug!: string;

  @Column('text', { array: true, default: '{}' })
  postcodes!: string[];

  @Column('boolean', { default: true })
  served!: boolean;

  /** What residents of a commune that is not served are told, and who can help instead. */
  @Column('text', { default: '' })
  notServedMessage!: string;

  /** `#rrggbb`, or null for the portal's own colour. */
  @Column('text', { nullable: true })
  colour!: string | null;

  @Column('uuid', { nullable: true })
  logoFileId!: string | null;

  /** The commune whose name and colour the portal wears. */
  @Column('boolean', { default: false })
  principal!: boolean;

  @Column('timestamptz')
  createdAt!: Date;
}
