import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a client holds of one sign-in. */
export interface Authorization {
  /** Names the sign-in to this client alone. */
  readonly sid?: string;
  readonly grantId?: string;
  /** The client's grant outlives the sign-in (`offline_access`). */
  readonly persistsLogout?: boolean;
}

/**
 * The tools that one sign-in to the portal was taken to. Who is signed in, since when and how is the portal session's to say; this row
 * outlives it until the tools were told.
 */
@Entity()
export class OidcSession {
  /** `sso_uid` of the portal's session. */
  @PrimaryColumn('uuid')
  uid!: string;

  /** No foreign key: the tools of an erased account are told after it is gone. */
  @Index()
  @Column('uuid')
  accountId!: string;

  /** By client. */
  @Column('jsonb', { default: {} })
  authorizations!: Record<string, Authorization>;

  /** A sign-out that waits for its confirmation. */
  @Column('json', { nullable: true })
  state!: Record<string, unknown> | null;

  @Column('timestamptz')
  createdAt!: Date;
}
