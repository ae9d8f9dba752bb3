import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';

/** The secret that an application shares to make codes (RFC 6238). An account has at most one that is confirmed and one that waits. */
@Entity()
@Index(['accountId'], { unique: true, where: 'confirmed_at IS NOT NULL' })
export class TotpSecret {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  /** Sealed, in base32. */
  @Column('text', { select: false })
  sealedSecret!: string;

  /** The 30-second step of the last code that was accepted: that one and those before are spent. */
  @Column('integer', { default: 0 })
  lastStep!: number;

  /** Null until a first code was right. */
  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
