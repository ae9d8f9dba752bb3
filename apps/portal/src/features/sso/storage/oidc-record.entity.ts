import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One thing that the OpenID provider remembers: an interaction, a grant, a code, a token. Found by a hash, so that nobody who reads the
 * table (a backup, say) holds a token.
 */
@Entity()
@Index('oidc_record_grants_of_account', ['accountId'], { where: `kind = 'Grant'` })
export class OidcRecord {
  /** SHA-256 of kind and identifier. */
  @PrimaryColumn('bytea')
  id!: Buffer;

  /** The library's name of the model. */
  @Column('text')
  kind!: string;

  /** `id` of the grant by which it was given; all of a grant end together. */
  @Index()
  @Column('bytea', { nullable: true })
  grantId!: Buffer | null;

  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @Column('text', { nullable: true })
  clientId!: string | null;

  /** The library's, without the identifier. JSON and not jsonb: clients may send NUL. */
  @Column('json')
  payload!: Record<string, unknown>;

  /** When a code or refresh token was used: it is good for one use. */
  @Column('timestamptz', { nullable: true })
  consumedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Index()
  @Column('timestamptz')
  expiresAt!: Date;
}
