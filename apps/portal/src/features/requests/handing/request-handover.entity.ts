import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Service } from '../../catalogue/service.entity.js';
import { ServiceRequest } from '../service-request.entity.js';

export const handoverStatuses = ['proposed', 'accepted', 'declined', 'withdrawn'] as const;
export type HandoverStatus = (typeof handoverStatuses)[number];

/** An operator's proposal to hand a request over to another structure, and what its requester said. */
@Entity()
@Index(['requestId', 'proposedAt'])
@Index('request_handover_one_open', ['requestId'], { unique: true, where: `status = 'proposed'` })
export class RequestHandover {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  requestId!: string;

  @ManyToOne(() => ServiceRequest, { onDelete: 'CASCADE' })
  @JoinColumn()
  request?: Relation<ServiceRequest>;

  @Column('uuid')
  fromServiceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  fromService?: Relation<Service>;

  @Column('uuid')
  toServiceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  toService?: Relation<Service>;

  @Column('uuid', { nullable: true })
  proposedById!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  proposedBy?: Relation<Account> | null;

  /** Why, in words for the requester. */
  @Column('text')
  message!: string;

  @Column('text')
  status!: HandoverStatus;

  @Column('timestamptz')
  proposedAt!: Date;

  @Column('timestamptz', { nullable: true })
  answeredAt!: Date | null;
}
