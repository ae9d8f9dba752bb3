import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../../../territories/commune.entity.js';

/** One round of mails to those who follow a commune or its commitments, and how far it has come. */
@Entity()
export class FollowDigest {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune>;

  @Column('timestamptz')
  closedAt!: Date;

  /** The last follow that was told. It moves in the transaction that writes the mails: who was told is not told again. */
  @Column('uuid', { nullable: true })
  toldUpTo!: string | null;

  @Column('integer', { default: 0 })
  mails!: number;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;
}
