import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../../territories/commune.entity.js';

/** How a commune publishes. No row: an editor publishes alone. */
@Entity()
export class CommitmentRules {
  @PrimaryColumn('uuid')
  communeId!: string;

  @OneToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune>;

  /** What the public reads of a commitment changes only once the accountable person agreed to it. */
  @Column('boolean', { default: false })
  needsAgreement!: boolean;
}
