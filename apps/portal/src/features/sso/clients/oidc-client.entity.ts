import type { PersonalScope } from '@ronron/oidc';
import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../../catalogue/service.entity.js';
import type { KeyAlgorithm } from '../keys/oidc-key.entity.js';

/** Who may enter an application: everybody with an account, or members of the organisations and holders of the roles that were chosen. */
export const audiences = ['everybody', 'chosen'] as const;
export type Audience = (typeof audiences)[number];

/** Roles by which somebody may be chosen. */
export const audienceRoles = ['operator', 'editor', 'administrator'] as const;
export type AudienceRole = (typeof audienceRoles)[number];

/** A tool as the OpenID provider knows it: a service of the catalogue, or an application that an administrator registered. */
@Entity()
export class OidcClient {
  /** `client_id`. */
  @PrimaryColumn('uuid')
  id!: string;

  /** Null for an application that is no service; its `name` then says what it is. */
  @Column('uuid', { nullable: true })
  serviceId!: string | null;

  @OneToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service> | null;

  /** Empty for a service: people read the service's. */
  @Column('text', { default: '' })
  name!: string;

  /** Which instructions its operator reads; see `tools/`. */
  @Column('text')
  tool!: string;

  /** SHA-256, base64url; the secret is shown once and kept nowhere. */
  @Column('text')
  secretHash!: string;

  /** Of the secret before: taken too until `previousSecretUntil`, so that a tool can be changed over without a gap. */
  @Column('text', { nullable: true })
  previousSecretHash!: string | null;

  @Column('timestamptz', { nullable: true })
  previousSecretUntil!: Date | null;

  /** Set: nobody is signed in there any more. */
  @Column('timestamptz', { nullable: true })
  disabledAt!: Date | null;

  /** Set: it was removed. It stays, disabled and unseen, until those who were in it are signed out there. */
  @Column('timestamptz', { nullable: true })
  removedAt!: Date | null;

  /** Who may enter; of a service those who may use it, whatever stands here. Organisations: `OidcClientOrganisation`. */
  @Column('text', { default: 'everybody' })
  audience!: Audience;

  @Column('text', { array: true, default: '{}' })
  audienceRoles!: AudienceRole[];

  /** How to ask to be let in, for those who are not; empty: the portal's own help. */
  @Column('text', { default: '' })
  audienceHelp!: string;

  /** Null until somebody saw one: the first is made with the client, before anybody could. */
  @Column('timestamptz', { nullable: true })
  secretShownAt!: Date | null;

  /** Empty: nobody is signed in there yet. */
  @Column('text', { array: true, default: '{}' })
  redirectUris!: string[];

  @Column('text', { array: true, default: '{}' })
  postLogoutRedirectUris!: string[];

  @Column('text', { nullable: true })
  backchannelLogoutUri!: string | null;

  /** What it may learn of people. */
  @Column('text', { array: true, default: '{profile}' })
  scopes!: PersonalScope[];

  /** Whether people are asked first: for what the portal's own structures do not run themselves. */
  @Column('boolean', { default: false })
  consent!: boolean;

  /** Set: people have a `sub` of their own here, by this salt. Never changed, or everybody would be a stranger. */
  @Column('text', { nullable: true })
  pairwiseSalt!: string | null;

  /** Whether it must send PKCE; else a nonce does (RFC 9700, 2.1.1), for the tool that knows no better. */
  @Column('boolean', { default: true })
  pkce!: boolean;

  @Column('text', { default: 'RS256' })
  idTokenAlg!: KeyAlgorithm;

  /** The last sign-out that it did not take, and why. */
  @Column('timestamptz', { nullable: true })
  logoutFailedAt!: Date | null;

  @Column('text', { default: '' })
  logoutFailure!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
