import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { ServiceRequest } from './service-request.entity.js';
import type { RequestSide, RequestStatus } from './request-status.js';

/** What happened: a change of status (with a message or not), or one of the things that leave the status as it is. */
export type RequestEventKind =
  | 'status'
  | 'message'
  | 'note'
  | 'edited'
  | 'moved-up'
  | 'reminder'
  | 'handover-proposed'
  | 'handover-withdrawn'
  | 'handover-declined'
  | 'handed-over';

/** One dated step of a request: a change of status, a message, or both at once. */
@Entity()
@Index(['requestId', 'at'])
export class RequestEvent {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  requestId!: string;

  @ManyToOne(() => ServiceRequest, { onDelete: 'CASCADE' })
  @JoinColumn()
  request?: Relation<ServiceRequest>;

  @Column('timestamptz')
  at!: Date;

  /** The request's version that it made: tells the order of steps that fall into one millisecond. */
  @Column('integer', { default: 0 })
  position!: number;

  /** Null: the portal itself. */
  @Column('uuid', { nullable: true })
  actorId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  actor?: Relation<Account> | null;

  @Column('text')
  side!: RequestSide;

  @Column('text', { default: 'status' })
  kind!: RequestEventKind;

  /** The status it led to, when it changed. */
  @Column('text', { nullable: true })
  status!: RequestStatus | null;

  @Column('text', { default: '' })
  message!: string;

  /** Seen by operators alone. */
  @Column('boolean', { default: false })
  internal!: boolean;
}
