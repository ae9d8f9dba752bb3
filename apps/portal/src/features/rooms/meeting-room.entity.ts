import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';

/** A room of a service where people meet by video. It is the portal's: most tools know a room only while somebody is in it. */
@Entity()
@Check('meeting_room_window', 'closes_at > opens_at')
@Check('meeting_room_link', '(link_hash IS NULL) = (link_sealed IS NULL)')
@Index('meeting_room_one_name', ['subscriptionId', 'name'], { unique: true, where: 'ended_at IS NULL' })
export class MeetingRoom {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'RESTRICT' })
  @JoinColumn()
  service?: Relation<Service>;

  /** Null for a room that the portal itself uses, e.g. of a gathering. */
  @Column('uuid', { nullable: true })
  subscriptionId!: string | null;

  @ManyToOne(() => Subscription, { onDelete: 'CASCADE' })
  @JoinColumn()
  subscription?: Relation<Subscription> | null;

  /** Moderates it, whatever their role. */
  @Index()
  @Column('uuid', { nullable: true })
  createdById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  createdBy?: Relation<Account> | null;

  @Column('text')
  name!: string;

  /** What the tool's name of the room comes from: 32 hexadecimal digits that nobody guesses. Never changes. */
  @Column('text', { unique: true })
  key!: string;

  /** Guests wait until a moderator lets them in. */
  @Column('boolean', { default: false })
  lobby!: boolean;

  /** Null: at any time. */
  @Column('timestamptz', { nullable: true })
  opensAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  closesAt!: Date | null;

  /** SHA-256 of the guests' link, by which it is found; null when it was withdrawn. */
  @Column('text', { nullable: true, unique: true })
  linkHash!: string | null;

  /** The same link, sealed, to be shown again to those who manage the room. */
  @Column('text', { nullable: true })
  linkSealed!: string | null;

  /** Removed by somebody; the row stays until the tool has followed. */
  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  @Column('timestamptz')
  createdAt!: Date;
}
