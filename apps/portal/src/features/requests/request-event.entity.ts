import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { ServiceRequest } from './service-request.entity.js';
import type { RequestStatus } from './request-status.js';

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

  /** Null: the portal itself. */
  @Column('uuid', { nullable: true })
  actorId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  actor?: Relation<Account> | null;

  @Column('text')
  side!: 'requester' | 'operator' | 'portal';

  /** The status it led to, when it changed. */
  @Column('text', { nullable: true })
  status!: RequestStatus | null;

  @Column('text', { default: '' })
  message!: string;

  /** Seen by operators alone. */
  @Column('boolean', { default: false })
  internal!: boolean;
}
