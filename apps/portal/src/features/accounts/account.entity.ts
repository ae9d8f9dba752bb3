import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../territories/commune.entity.js';

/** A resident's identity on the portal. */
@Entity()
@Check('account_email_lowercase', `email = lower(email)`)
export class Account {
  @PrimaryColumn('uuid')
  id!: string;

  /** Lower case; unique whether confirmed or not. */
  @Column('text', { unique: true })
  email!: string;

  @Column('text')
  displayName!: string;

  /** argon2id in PHC form; null when the account has no password. */
  @Column('text', { nullable: true, select: false })
  passwordHash!: string | null;

  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @ManyToOne(() => Commune, { onDelete: 'RESTRICT' })
  @JoinColumn()
  commune?: Relation<Commune> | null;

  @Column('text', { default: 'fr' })
  locale!: 'fr' | 'en' | 'br';

  /** Null until the e-mail was confirmed and, below 15 years, a parent agreed; such accounts are purged after 30 and 14 days. */
  @Column('timestamptz', { nullable: true })
  confirmedAt!: Date | null;

  /**
   * Whose joint consent the account needs (loi Informatique et Libertés, article 45), in lower case; null for who said to be 15 or
   * more: their age is not kept.
   */
  @Column('text', { nullable: true })
  parentEmail!: string | null;

  /** When the parent was last written to. Null until the holder's own address was proved. */
  @Column('timestamptz', { nullable: true })
  parentAskedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  parentAgreedAt!: Date | null;

  /** Changes with the password: sessions made under another stamp are over. */
  @Column('uuid')
  securityStamp!: string;

  /** Since when signing in takes a second factor; null while one proof is enough. Kept by the factors feature. */
  @Column('timestamptz', { nullable: true })
  secondFactorSince!: Date | null;

  @Column('timestamptz')
  termsAcceptedAt!: Date;

  /** Identifier of the legal text version that was accepted. */
  @Column('text')
  termsVersion!: string;

  /** Set when the holder asked for deletion: the account goes for good at this date unless they sign in again. */
  @Index()
  @Column('timestamptz', { nullable: true })
  deleteAfter!: Date | null;

  /** Set when the holder moved to a commune that is not served: their services end at this date. */
  @Index()
  @Column('timestamptz', { nullable: true })
  movedOutUntil!: Date | null;

  /** How many days before that date the last reminder was for; null before the first. */
  @Column('integer', { nullable: true })
  movedOutReminder!: number | null;

  /** Suspended by an operator or administrator. */
  @Column('timestamptz', { nullable: true })
  suspendedAt!: Date | null;

  /** The last mail to this address came back. */
  @Column('timestamptz', { nullable: true })
  bouncedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  lastSignInAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}

/** Whether its holder showed that the mailbox is theirs, even if a parent has yet to agree. */
export function addressProved(account: Pick<Account, 'confirmedAt' | 'parentAskedAt'>): boolean {
  return account.confirmedAt !== null || account.parentAskedAt !== null;
}
