import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from './account.entity.js';

export type AccountTokenPurpose =
  | 'confirm-email'
  | 'reset-password'
  | 'change-email'
  | 'undo-change-email'
  | 'sign-in'
  | 'parent-agreement'
  | 'parent-withdrawal';

/** A link sent by mail: used once, expires, and only its hash is kept. */
@Entity()
export class AccountToken {
  /** SHA-256 of the token, hexadecimal. */
  @PrimaryColumn('text')
  hash!: string;

  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('text')
  purpose!: AccountTokenPurpose;

  /** The new address for `change-email`, the former one for `undo-change-email`. */
  @Column('text', { nullable: true })
  email!: string | null;

  /** SHA-256 of what names the browser that asked for it, hexadecimal; null where none did. */
  @Column('text', { nullable: true })
  browser!: string | null;

  @Index()
  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  usedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
