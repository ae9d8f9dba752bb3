import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one-time link by which a new portal is set up, with how far it has got. */
@Entity()
export class SetupLink {
  /** SHA-256 of the token, hexadecimal. */
  @PrimaryColumn('text')
  hash!: string;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;

  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @Column('uuid', { nullable: true })
  structureId!: string | null;

  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @Column('uuid', { nullable: true })
  serviceId!: string | null;

  @Column('timestamptz', { nullable: true })
  mailSentAt!: Date | null;
}
