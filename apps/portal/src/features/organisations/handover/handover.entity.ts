import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Organisation } from '../organisation.entity.js';

/** An owner hands over to somebody who has to accept; or a contact takes over when no owner objects in time. */
export type HandoverKind = 'offer' | 'claim';
export type HandoverStatus = 'waiting' | 'done' | 'refused' | 'withdrawn';

/** The passing of an organisation from one committee to the next. */
@Entity()
@Check('handover_kind', `kind IN ('offer', 'claim')`)
@Check('handover_status', `status IN ('waiting', 'done', 'refused', 'withdrawn')`)
@Index('handover_one_waiting', ['organisationId'], { unique: true, where: `status = 'waiting'` })
@Index(['status', 'effectiveAt'])
export class Handover {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  organisationId!: string;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation?: Relation<Organisation>;

  @Column('text')
  kind!: HandoverKind;

  /** The owner who hands over; null for a claim. */
  @Column('uuid', { nullable: true })
  fromId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  from?: Relation<Account> | null;

  /** Who becomes an owner. */
  @Column('uuid')
  toId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  to?: Relation<Account>;

  /** Whether who hands over stays an owner beside the new one. */
  @Column('boolean', { default: false })
  stays!: boolean;

  @Column('text')
  status!: HandoverStatus;

  /** When a claim takes effect, or an offer is over. */
  @Column('timestamptz')
  effectiveAt!: Date;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;
}
