import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Subscription } from '../subscription.entity.js';
import { renewalStages, type RenewalStage } from './renewal-steps.js';

const STAGES = renewalStages.map((stage) => `'${stage}'`).join(', ');

/** The yearly question whether a subscription is still of use. A subscription without one gets it from the next run of the clock. */
@Entity()
@Check('renewal_stage', `stage IN (${STAGES})`)
export class Renewal {
  @PrimaryColumn('uuid')
  subscriptionId!: string;

  @OneToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription>;

  /** By when somebody should say that it is still of use. */
  @Index()
  @Column('timestamptz')
  dueAt!: Date;

  /** The last thing that people were told of it. */
  @Column('text', { default: 'quiet' })
  stage!: RenewalStage;

  /** When they were told. */
  @Column('timestamptz', { nullable: true })
  stageAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;

  /** Why operators gave more time; empty when they did not. */
  @Column('text', { default: '' })
  extensionReason!: string;
}
