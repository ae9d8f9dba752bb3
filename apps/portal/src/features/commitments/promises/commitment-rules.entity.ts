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

  /** What a collective writes into the cahier is public once an editor read it; else at once. */
  @Column('boolean', { default: false })
  readsProposals!: boolean;
}

/** The rules of a commune without the commune. */
export type PublishingRules = Pick<CommitmentRules, 'needsAgreement' | 'readsProposals'>;
