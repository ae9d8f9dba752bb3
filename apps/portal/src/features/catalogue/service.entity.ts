import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { OrganisationKind } from '../organisations/organisation.entity.js';
import { Structure, type Intake } from '../territories/structure.entity.js';
import { Software } from './software.entity.js';
import type { RequestQuestion } from './request-question.js';

/** What people want to do; the catalogue's filter. */
export const needs = ['write', 'store', 'meet', 'organise', 'communicate', 'publish', 'share'] as const;
export type Need = (typeof needs)[number];

export const audiences = ['residents', 'organisations'] as const;
export type Audience = (typeof audiences)[number];

/** Who gets in, and how. */
export const accessModes = ['without-account', 'open', 'on-request', 'members-only'] as const;
export type AccessMode = (typeof accessModes)[number];

export const serviceStates = ['operational', 'degraded', 'down', 'maintenance', 'unknown'] as const;
export type ServiceState = (typeof serviceStates)[number];

/** One running tool that a structure offers at one address: "the pads of Linux Quimper". */
@Entity()
export class Service {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { unique: true })
  slug!: string;

  @Index()
  @Column('uuid')
  structureId!: string;

  @ManyToOne(() => Structure, { onDelete: 'RESTRICT' })
  @JoinColumn()
  structure?: Relation<Structure>;

  @Column('uuid')
  softwareId!: string;

  @ManyToOne(() => Software, { onDelete: 'RESTRICT' })
  @JoinColumn()
  software?: Relation<Software>;

  @Column('text', { default: '' })
  softwareVersion!: string;

  @Column('text')
  name!: string;

  /** One plain sentence. */
  @Column('text')
  summary!: string;

  /** Markdown. */
  @Column('text', { default: '' })
  description!: string;

  @Column('text', { array: true, default: '{}' })
  needs!: Need[];

  @Column('text', { array: true, default: '{}' })
  audiences!: Audience[];

  /** Where people open it; shown to the public. */
  @Column('text')
  address!: string;

  @Column('text')
  accessMode!: AccessMode;

  @Column('text', { default: 'unknown' })
  state!: ServiceState;

  /** What the public is told about the state, when it is not simply working. */
  @Column('text', { default: '' })
  stateNote!: string;

  /** Set by a person: health checks leave it alone until it is lifted. */
  @Column('boolean', { default: false })
  stateByHand!: boolean;

  @Column('timestamptz', { nullable: true })
  stateSince!: Date | null;

  /** Most subscriptions that may be active at once; null: no limit. */
  @Column('integer', { nullable: true })
  capacity!: number | null;

  /** Said by hand, whatever the capacity counts. */
  @Column('text', { default: 'open' })
  intake!: Intake;

  @Column('text', { default: '' })
  intakeNote!: string;

  /** Bytes granted when a request does not say otherwise; null: the tool has no quota. */
  @Column('bigint', {
    nullable: true,
    transformer: { to: (n: number | null) => n, from: (s: string | null) => (s === null ? null : Number(s)) },
  })
  defaultQuota!: number | null;

  @Column('text', { default: '' })
  dataLocation!: string;

  @Column('text', { default: '' })
  backupPolicy!: string;

  /** INSEE codes whose residents and organisations may ask; empty: every served commune. */
  @Column('text', { array: true, default: '{}' })
  eligibleCommunes!: string[];

  /** Kinds of organisation that may ask; empty: all. */
  @Column('text', { array: true, default: '{}' })
  eligibleKinds!: OrganisationKind[];

  /** Who can help those who are not eligible. */
  @Column('text', { default: '' })
  alternativeHelp!: string;

  /** What the request form asks beyond the holder. */
  @Column('jsonb', { default: [] })
  questions!: RequestQuestion[];

  @Column('text')
  connectorId!: string;

  /** The connector's settings that are no secrets. */
  @Column('jsonb', { default: {}, select: false })
  connectorSettings!: Record<string, unknown>;

  /** The connector's secrets, sealed together; never shown again. */
  @Column('text', { nullable: true, select: false })
  connectorSecrets!: string | null;

  /** Host names that an administrator approved for outgoing calls, private ones only if `allowPrivateHosts`. */
  @Column('text', { array: true, default: '{}' })
  approvedHosts!: string[];

  @Column('boolean', { default: false })
  allowPrivateHosts!: boolean;

  @Column('boolean', { default: false })
  published!: boolean;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
