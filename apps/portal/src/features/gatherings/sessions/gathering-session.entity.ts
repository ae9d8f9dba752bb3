import { HOUR } from '@ronron/kernel';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { MeetingRoom } from '../../rooms/meeting-room.entity.js';
import { Gathering } from '../gathering/gathering.entity.js';

/** Nobody meets longer without a night; more is an hour typed wrong. In milliseconds. */
export const LONGEST_SESSION = 16 * HOUR;

/** One of the times at which a gathering meets. Its id is part of its calendar entry, for good. */
@Entity()
@Check('gathering_session_order', 'ends_at > starts_at')
@Check(
  'gathering_session_present',
  'COALESCE(room_present, 0) >= 0 AND COALESCE(online_present, 0) >= 0 AND COALESCE(agents_present, 0) >= 0',
)
export class GatheringSession {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  gatheringId!: string;

  @ManyToOne(() => Gathering, (gathering) => gathering.sessions, { onDelete: 'CASCADE' })
  @JoinColumn()
  gathering?: Relation<Gathering>;

  @Column('timestamptz')
  startsAt!: Date;

  @Column('timestamptz')
  endsAt!: Date;

  @Column('timestamptz', { nullable: true })
  cancelledAt!: Date | null;

  /** Revisions of the calendar entry (RFC 5545, 3.8.7.4). */
  @Column('integer', { default: 0 })
  sequence!: number;

  /** Where those who attend online meet; null until it is published, and without them. */
  @Column('uuid', { nullable: true })
  meetingRoomId!: string | null;

  @ManyToOne(() => MeetingRoom, { onDelete: 'SET NULL' })
  @JoinColumn()
  meetingRoom?: Relation<MeetingRoom> | null;

  /** When the registered were reminded of it; null again when it is moved. */
  @Column('timestamptz', { nullable: true })
  remindedAt!: Date | null;

  /** How many came, in the room and online; null: not noted. */
  @Column('integer', { nullable: true })
  roomPresent!: number | null;

  @Column('integer', { nullable: true })
  onlinePresent!: number | null;

  /** How many of them work for the commune. */
  @Column('integer', { nullable: true })
  agentsPresent!: number | null;

  @Column('timestamptz')
  updatedAt!: Date;
}
