import { Check, Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../catalogue/service.entity.js';
import { Commune } from '../territories/commune.entity.js';

/**
 * Where a service wants to be told of its subscriptions, or somebody of what moves in a commune's commitments, and the secret that
 * signs what is told.
 */
@Entity()
@Check(
  'webhook_endpoint_owner',
  `owner_id = COALESCE(service_id, commune_id) AND (service_id IS NULL) <> (commune_id IS NULL)`,
)
export class WebhookEndpoint {
  /** The id of the service or of the commune. */
  @PrimaryColumn('uuid')
  ownerId!: string;

  @Column('uuid', { nullable: true })
  serviceId!: string | null;

  @OneToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service> | null;

  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @OneToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune> | null;

  /** A commune's: its administrator approved an address within the commune's own network. A service says so itself. */
  @Column('boolean', { default: false })
  allowPrivate!: boolean;

  @Column('text')
  url!: string;

  /** Sealed. */
  @Column('text', { select: false })
  secret!: string;

  /** Sealed; signs too until `previousSecretUntil`, so that the service can be changed over without a gap. */
  @Column('text', { nullable: true, select: false })
  previousSecret!: string | null;

  @Column('timestamptz', { nullable: true })
  previousSecretUntil!: Date | null;

  /** The service answered 410 Gone: nothing is sent until an operator saves the address again. */
  @Column('timestamptz', { nullable: true })
  goneAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
