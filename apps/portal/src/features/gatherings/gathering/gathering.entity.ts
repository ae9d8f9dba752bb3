import { Check, Column, Entity, Index, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Service } from '../../catalogue/service.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import { Structure } from '../../territories/structure.entity.js';
import { GatheringSession } from '../sessions/gathering-session.entity.js';

export const gatheringKinds = ['training', 'initiation', 'install-party', 'public-meeting'] as const;
export type GatheringKind = (typeof gatheringKinds)[number];

/** What stands at the place of a slug in addresses of ours. */
export const RESERVED_SLUGS: readonly string[] = ['inscriptions', 'documents'];

/** `held`: it took place and its attendance was noted. */
export const gatheringStates = ['draft', 'published', 'cancelled', 'held'] as const;
export type GatheringState = (typeof gatheringStates)[number];

/** What a place offers to those who need it; what is not said is not promised. */
export const placeFeatures = [
  'step-free',
  'accessible-toilets',
  'reserved-parking',
  'hearing-loop',
  'sign-language',
  'captions',
  'public-transport',
  'lent-computers',
] as const;
export type PlaceFeature = (typeof placeFeatures)[number];

export const ways = ['room', 'online'] as const;
/** How somebody attends: where it takes place, or by video. */
export type Way = (typeof ways)[number];

/** A training, an initiation or a public meeting: in a room, online, or both. */
@Entity()
@Index(['state', 'endsAt'])
@Check('gathering_places', '(room_places IS NULL OR room_places > 0) AND (online_places IS NULL OR online_places > 0)')
@Check('gathering_cancel_reason', `state <> 'cancelled' OR cancel_reason <> ''`)
export class Gathering {
  @PrimaryColumn('uuid')
  id!: string;

  /** Part of public addresses; never changes. */
  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  kind!: GatheringKind;

  @Column('text')
  title!: string;

  /** Markdown. */
  @Column('text')
  words!: string;

  /** For whose residents it is; its figures count there. */
  @Index()
  @Column('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'RESTRICT' })
  @JoinColumn()
  commune?: Relation<Commune>;

  /** Who holds it; null: the commune itself, or `heldBy`. */
  @Index()
  @Column('uuid', { nullable: true })
  structureId!: string | null;

  @ManyToOne(() => Structure, { onDelete: 'RESTRICT' })
  @JoinColumn()
  structure?: Relation<Structure> | null;

  /** A structure of another portal that held it, by its public name; empty: see `structure`. The commune's editors keep it. */
  @Column('text', { default: '' })
  heldBy!: string;

  /** When the commune agreed that what `heldBy` holds counts in its figures; null: it did not. */
  @Column('timestamptz', { nullable: true })
  heldByAgreedAt!: Date | null;

  /** Address of the portal where it was announced, when an archive brought it from there; empty: announced here. */
  @Column('text', { default: '' })
  cameFrom!: string;

  /** The name that the gatherings of one series share, e.g. "Les samedis libres"; empty when it stands alone. */
  @Column('text', { default: '' })
  series!: string;

  /** The free software that is taught or used. */
  @Column('text', { default: '' })
  freeSoftware!: string;

  /** Other software that is used, and why it cannot be free yet; empty when there is none. */
  @Column('text', { default: '' })
  otherSoftware!: string;

  /** Who leads it, as the public reads it. */
  @Column('text', { default: '' })
  trainers!: string;

  @Column('text', { default: '' })
  placeName!: string;

  @Column('text', { default: '' })
  placeAddress!: string;

  @Column('text', { array: true, default: '{}' })
  placeFeatures!: PlaceFeature[];

  /** Markdown: the way there, the door, who to call for help. */
  @Column('text', { default: '' })
  placeNotes!: string;

  /** Null: nobody attends in a room. */
  @Column('integer', { nullable: true })
  roomPlaces!: number | null;

  /** Null: nobody attends online. */
  @Column('integer', { nullable: true })
  onlinePlaces!: number | null;

  /** The service whose meeting rooms it uses. */
  @Index()
  @Column('uuid', { nullable: true })
  roomServiceId!: string | null;

  @ManyToOne(() => Service, { onDelete: 'SET NULL' })
  @JoinColumn()
  roomService?: Relation<Service> | null;

  /** Why presence is noted by name; empty: by numbers only. */
  @Column('text', { default: '' })
  namesReason!: string;

  @Column('text')
  state!: GatheringState;

  @Column('text', { default: '' })
  cancelReason!: string;

  /** Markdown; what was said, published as soon as it is there. */
  @Column('text', { default: '' })
  minutes!: string;

  /** Beginning of its first session and end of its last that is not cancelled. */
  @Column('timestamptz')
  startsAt!: Date;

  @Column('timestamptz')
  endsAt!: Date;

  /** When those who were registered were asked how it was. */
  @Column('timestamptz', { nullable: true })
  opinionsAskedAt!: Date | null;

  /** How many said there that it was useful: 4, 3, 2 and 1; empty when none came with it. */
  @Column('integer', { array: true, default: '{}' })
  opinionsElsewhere!: number[];

  @Index()
  @Column('uuid', { nullable: true })
  createdById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  createdBy?: Relation<Account> | null;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { nullable: true })
  publishedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;

  @OneToMany(() => GatheringSession, (session) => session.gathering)
  sessions?: Relation<GatheringSession>[];
}
