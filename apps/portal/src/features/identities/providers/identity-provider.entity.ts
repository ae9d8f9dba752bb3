import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProviderProfile, SigningAlgorithm } from './provider-profiles.js';

/** Somebody else's OpenID provider by which people may sign in, as an administrator set it up. */
@Entity()
@Check('identity_provider_profile', `profile IN ('openid', 'proconnect', 'franceconnect')`)
export class IdentityProvider {
  @PrimaryColumn('uuid')
  id!: string;

  /** In addresses; never changes, since the provider knows the address of return. */
  @Column('text', { unique: true })
  slug!: string;

  /** What people read on the button: a name, no translation. */
  @Column('text')
  label!: string;

  @Column('text')
  profile!: ProviderProfile;

  /** `iss`, exactly as the provider writes it. */
  @Column('text', { unique: true })
  issuer!: string;

  @Column('text')
  clientId!: string;

  /** Sealed by `SecretBox`. */
  @Column('text')
  clientSecret!: string;

  /** Space-separated levels of authentication of which one must be reached; empty: any. */
  @Column('text', { default: '' })
  acrValues!: string;

  /** By which the provider signs what it says of people; null: whichever it announces. */
  @Column('text', { nullable: true })
  signingAlgorithm!: SigningAlgorithm | null;

  /** Whether its `amr` "mfa" stands for the second proof that an account wants. */
  @Column('boolean', { default: false })
  trustsMfa!: boolean;

  /** Whether it stands in a local network. */
  @Column('boolean', { default: false })
  allowPrivate!: boolean;

  @Column('boolean', { default: false })
  enabled!: boolean;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
