import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Gathering, type Way } from '../gathering/gathering.entity.js';

/** `unconfirmed`: a visitor who has not opened the mailed link yet; it holds no place. */
export type RegistrationStatus = 'unconfirmed' | 'registered' | 'waiting' | 'cancelled';

/** Somebody who wants to come, with an account or with a name and an address. */
@Entity()
@Index(['gatheringId', 'way', 'status'])
@Index('gathering_registration_one_account', ['gatheringId', 'accountId'], {
  unique: true,
  where: `status <> 'cancelled'`,
})
@Index('gathering_registration_one_email', ['gatheringId', 'email'], { unique: true, where: `status <> 'cancelled'` })
export class GatheringRegistration {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  gatheringId!: string;

  @ManyToOne(() => Gathering, { onDelete: 'CASCADE' })
  @JoinColumn()
  gathering?: Relation<Gathering>;

  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account> | null;

  /** A visitor's, lower case; null with an account, whose address may change. */
  @Column('text', { nullable: true })
  email!: string | null;

  /** As it stands on the list at the door. */
  @Column('text')
  name!: string;

  @Column('text')
  locale!: 'fr' | 'en' | 'br';

  @Column('text')
  way!: Way;

  @Column('text')
  status!: RegistrationStatus;

  /** SHA-256 of the link by which its holder finds it. */
  @Column('text', { unique: true })
  linkHash!: string;

  /** The same link, sealed, to stand in each mail. */
  @Column('text')
  linkSealed!: string;

  /** Since when it holds a place or waits for one: the order of the waiting list. */
  @Column('timestamptz', { nullable: true })
  since!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  cancelledAt!: Date | null;

  /** Whether they came, where presence is noted by name; null: not noted. */
  @Column('boolean', { nullable: true })
  attended!: boolean | null;

  /** They said how it was; what they said is not kept with their name. */
  @Column('boolean', { default: false })
  gaveOpinion!: boolean;

  /** End of the gathering: it is forgotten so many days after. */
  @Column('timestamptz')
  overAt!: Date;
}
