import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../../catalogue/service.entity.js';

/**
 * `closed`: calls go through. `open`: the service failed so often in a row that nothing is asked of it but, now and then, whether it
 * is well. `trial`: it said so, and the next call decides.
 */
export const circuitStates = ['closed', 'open', 'trial'] as const;
export type CircuitState = (typeof circuitStates)[number];

/** The circuit breaker of a service, shared by all workers; a service without a row has never failed. */
@Entity()
export class ServiceCircuit {
  @PrimaryColumn('uuid')
  serviceId!: string;

  @OneToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  @Column('text')
  state!: CircuitState;

  /** Calls that failed in a row. */
  @Column('integer')
  failures!: number;

  /** Looks in a row that found it unwell. */
  @Column('integer')
  probes!: number;

  /** Of the last failure, from the closed set of the connector contract. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { default: '' })
  detail!: string;

  @Column('timestamptz', { nullable: true })
  openedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  nextProbeAt!: Date | null;
}
