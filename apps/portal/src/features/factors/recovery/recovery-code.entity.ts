import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';

/** A code on paper that stands in for a lost factor, once. Only its hash is kept. */
@Entity()
export class RecoveryCode {
  /** SHA-256 of account and code, hexadecimal; the code's 80 random bits need no slow hash. */
  @PrimaryColumn('text')
  hash!: string;

  @Index()
  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
