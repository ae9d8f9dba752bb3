import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Structure } from '../../territories/structure.entity.js';

/** RGPD articles 15, 16, 17, 18, 20 and 21; `deceased` is article 85 of the law of 6 January 1978. */
export const rights = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'objection',
  'deceased',
] as const;
export type Right = (typeof rights)[number];

export type RightsRequestStatus = 'open' | 'accepted' | 'refused';

/** What relatives ask for: to close the account, or to know what the estate needs. */
export const relativeWishes = ['close', 'information'] as const;
export type RelativeWish = (typeof relativeWishes)[number];

/** What relatives have to show. Seen, never kept. */
export const piecesAsked = ['death-certificate', 'kinship', 'identity'] as const;
export type Piece = (typeof piecesAsked)[number];

/** Somebody exercises a right over personal data: a human answers within the month that the law gives. */
@Entity()
@Index(['status', 'dueAt'])
@Check('rights_request_status', `status IN ('open', 'accepted', 'refused')`)
export class RightsRequest {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  right!: Right;

  /** Null for relatives, and for somebody whose account is gone. */
  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  account?: Relation<Account> | null;

  /** Whose operators answer; null: the administrators of the portal. */
  @Index()
  @Column('uuid', { nullable: true })
  structureId!: string | null;

  @ManyToOne(() => Structure, { onDelete: 'SET NULL' })
  @JoinColumn()
  structure?: Relation<Structure> | null;

  @Column('text')
  name!: string;

  /** Lower case; where the answer goes. */
  @Column('text')
  email!: string;

  @Column('text')
  locale!: 'fr' | 'en' | 'br';

  @Column('text')
  message!: string;

  /** Of the person who died; null otherwise. */
  @Column('text', { nullable: true })
  deceasedName!: string | null;

  /** Lower case: by which their account is found. */
  @Column('text', { nullable: true })
  deceasedEmail!: string | null;

  @Column('text', { nullable: true })
  kinship!: string | null;

  @Column('text', { nullable: true })
  wish!: RelativeWish | null;

  @Column('text', { array: true, default: '{}' })
  piecesSeen!: Piece[];

  @Column('text')
  status!: RightsRequestStatus;

  @Column('timestamptz')
  receivedAt!: Date;

  /** RGPD article 12.3: one month, three when it was extended. */
  @Column('timestamptz')
  dueAt!: Date;

  @Column('timestamptz', { nullable: true })
  extendedAt!: Date | null;

  @Column('text', { default: '' })
  extensionReason!: string;

  @Column('text', { default: '' })
  answer!: string;

  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;

  @Column('uuid', { nullable: true })
  answeredById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  answeredBy?: Relation<Account> | null;
}
