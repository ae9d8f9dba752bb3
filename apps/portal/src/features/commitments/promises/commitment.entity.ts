import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import type { CommitmentStatus } from '../commitment-status.js';
import { Measure } from '../frameworks/measure.entity.js';

/** One commune's promise on one measure. */
@Entity()
@Index(['communeId', 'measureId'], { unique: true })
@Check('commitment_level', 'level BETWEEN 1 AND 3')
@Check('commitment_status', `status IN ('announced', 'started', 'under-way', 'late', 'achieved', 'abandoned')`)
@Check('commitment_reason', `status NOT IN ('late', 'abandoned') OR status_reason <> ''`)
export class Commitment {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune>;

  @Index()
  @Column('uuid')
  measureId!: string;

  @ManyToOne(() => Measure, { onDelete: 'RESTRICT' })
  @JoinColumn()
  measure?: Relation<Measure>;

  /** 1 to 3: how far the commune wants to go. */
  @Column('smallint')
  level!: number;

  /** In the commune's own words, Markdown. */
  @Column('text')
  words!: string;

  /** The accountable elected person, as the public reads it. */
  @Column('text')
  accountableName!: string;

  @Column('text', { default: '' })
  accountableRole!: string;

  /** The editor account by which that person agrees to what is published, when the commune wants it so. */
  @Index()
  @Column('uuid', { nullable: true })
  accountableAccountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  accountableAccount?: Relation<Account> | null;

  @Column('text', { default: '' })
  department!: string;

  /** Number of the deliberation, or what else makes it binding. */
  @Column('text', { default: '' })
  voteReference!: string;

  @Column('date', { nullable: true })
  voteOn!: string | null;

  @Column('text', { default: '' })
  voteUrl!: string;

  /** How it was voted, e.g. `32 pour, 4 abstentions`. */
  @Column('text', { default: '' })
  voteResult!: string;

  @Column('date', { nullable: true })
  deadline!: string | null;

  @Column('text')
  status!: CommitmentStatus;

  @Column('text', { default: '' })
  statusReason!: string;

  @Column('timestamptz')
  statusSince!: Date;

  /** Null: only its editors see it. */
  @Column('timestamptz', { nullable: true })
  publishedAt!: Date | null;

  /** Goes up with each change of this row: who writes over an older one is told. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
