import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';

/** A public key credential of an account (Web Authentication, level 3). */
@Entity()
export class Passkey {
  /** The credential's id, base64url. */
  @PrimaryColumn('text')
  id!: string;

  @Index()
  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  /** By which its holder tells it from the others. */
  @Column('text')
  name!: string;

  /** COSE_Key (RFC 9052, 7). */
  @Column('bytea', { select: false })
  publicKey!: Buffer;

  /** The signature counter that the authenticator told last; 0 for the many that do not count. */
  @Column('bigint', { transformer: { from: Number, to: (value: unknown) => value } })
  counter!: number;

  /** How the browser reaches the authenticator: usb, nfc, ble, hybrid, internal … */
  @Column('text', { array: true })
  transports!: string[];

  /** Whether copies of it may exist on several devices (backup eligible). */
  @Column('boolean')
  synced!: boolean;

  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
