import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../catalogue/service.entity.js';

/** Where a service wants to be told of its subscriptions, and the secret that signs what is told. */
@Entity()
export class WebhookEndpoint {
  @PrimaryColumn('uuid')
  serviceId!: string;

  @OneToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

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
