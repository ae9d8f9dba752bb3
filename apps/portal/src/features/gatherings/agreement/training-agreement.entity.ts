import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../../territories/commune.entity.js';
import { Structure } from '../../territories/structure.entity.js';

/** A commune lets what a structure holds for its residents stand beside its commitments and count in its figures. */
@Entity()
export class TrainingAgreement {
  @PrimaryColumn('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune>;

  @Index('training_agreement_structure')
  @PrimaryColumn('uuid')
  structureId!: string;

  @ManyToOne(() => Structure, { onDelete: 'CASCADE' })
  @JoinColumn()
  structure?: Relation<Structure>;

  @Column('timestamptz')
  agreedAt!: Date;
}
