import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../../../territories/commune.entity.js';

/** A secret with which a commune's own programs sign the values that they send. */
@Entity()
export class FiguresKey {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune>;

  /** What signs with it, e.g. `parc informatique`. */
  @Column('text')
  name!: string;

  /** Sealed: a signature can only be checked with the secret itself. Shown once, when it is made. */
  @Column('text', { select: false })
  sealedSecret!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;
}
