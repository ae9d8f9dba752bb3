import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../../accounts/account.entity.js';
import { Commune } from '../../../territories/commune.entity.js';
import { Commitment } from '../../promises/commitment.entity.js';

/** Somebody who wants to hear of one commitment, or of all of a commune. Ending it removes the row: nothing of them stays. */
@Entity()
@Check('follow_what', '(commune_id IS NULL) <> (commitment_id IS NULL)')
@Check('follow_whose', '(account_id IS NULL) <> (email IS NULL)')
@Index('follow_commune_email', ['communeId', 'email'], { unique: true })
@Index('follow_commune_account', ['communeId', 'accountId'], { unique: true })
@Index('follow_commitment_email', ['commitmentId', 'email'], { unique: true })
@Index('follow_commitment_account', ['commitmentId', 'accountId'], { unique: true })
export class Follow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune> | null;

  @Column('uuid', { nullable: true })
  commitmentId!: string | null;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment> | null;

  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account> | null;

  /** A visitor's, lower case; null with an account, whose address may change. */
  @Index()
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text')
  locale!: 'fr' | 'en' | 'br';

  /** SHA-256 of the link by which its holder finds and ends it. */
  @Column('text', { unique: true })
  linkHash!: string;

  /** The same link, sealed, to stand in each mail. */
  @Column('text')
  linkSealed!: string;

  /** Null until the mailed link was confirmed: such a one is told nothing. */
  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;

  /** When it was asked for, the last time. */
  @Column('timestamptz')
  createdAt!: Date;
}
