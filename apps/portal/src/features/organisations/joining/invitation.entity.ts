import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { MembershipRole } from '../membership.entity.js';
import { Organisation } from '../organisation.entity.js';

/** An offer to join an organisation, sent by mail: whoever holds the link may accept it once, with any account. */
@Entity()
@Index(['organisationId', 'createdAt'])
export class Invitation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  organisationId!: string;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation?: Relation<Organisation>;

  /** SHA-256 of the token, hexadecimal; sending it again makes another one. */
  @Column('text', { unique: true })
  hash!: string;

  /** Lower case; where it was sent, not who must accept it. */
  @Index()
  @Column('text')
  email!: string;

  @Column('text')
  role!: MembershipRole;

  /** Whether the person becomes one of the two contacts. */
  @Column('boolean', { default: false })
  contact!: boolean;

  @Column('uuid', { nullable: true })
  invitedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  invitedBy?: Relation<Account> | null;

  @Column('timestamptz')
  expiresAt!: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  acceptedAt!: Date | null;

  @Column('uuid', { nullable: true })
  acceptedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  acceptedBy?: Relation<Account> | null;

  @Column('timestamptz')
  createdAt!: Date;
}
