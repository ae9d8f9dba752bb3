import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../../catalogue/service.entity.js';

/** Compare when an operator asks; each night, and show what differs; each night, and repair it. */
export const reconciliationModes = ['by-hand', 'nightly', 'nightly-repair'] as const;
export type ReconciliationMode = (typeof reconciliationModes)[number];

/** How a service is compared; one without a row is compared by hand. */
@Entity()
export class ReconciliationSetting {
  @PrimaryColumn('uuid')
  serviceId!: string;

  @OneToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  @Column('text')
  mode!: ReconciliationMode;
}
