import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Account } from '../account.entity.js';

/** A browser from which somebody signed in before: told apart from strangers' while they guess, and not told of by mail again. */
@Entity()
@Unique(['accountId', 'hash'])
export class KnownDevice {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  /** SHA-256 of the browser's secret, hexadecimal. */
  @Column('text')
  hash!: string;

  /** What the browser calls itself, at most 300 characters. */
  @Column('text')
  userAgent!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Index()
  @Column('timestamptz')
  seenAt!: Date;
}
