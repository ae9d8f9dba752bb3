import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { IdentityProvider } from '../providers/identity-provider.entity.js';

/** Somebody's identity at an outside provider, by which they sign in to their account here. */
@Entity()
@Unique(['providerId', 'authority', 'subject'])
export class LinkedIdentity {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('uuid')
  providerId!: string;

  @ManyToOne(() => IdentityProvider, { onDelete: 'CASCADE' })
  @JoinColumn()
  provider?: Relation<IdentityProvider>;

  /** The identity provider behind the provider (ProConnect's `idp_id`); empty where `sub` alone is unique. */
  @Column('text')
  authority!: string;

  /** `sub`: means something to that provider only. */
  @Column('text')
  subject!: string;

  /** How its holder recognises it in a list: the address or name that the provider gave. */
  @Column('text')
  label!: string;

  /** The organisation for which they work, as ProConnect says. */
  @Column('text', { nullable: true })
  siret!: string | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  lastUsedAt!: Date;
}
