import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { Organisation } from '../../organisations/organisation.entity.js';
import { Commune } from '../../territories/commune.entity.js';
import { Measure } from '../frameworks/measure.entity.js';
import type { PeopleElsewhere } from '../people-elsewhere.js';

/** Whether the public reads it: at once where the commune wants it so, else once an editor read it; `sent-back` never came so far. */
export const proposalReadings = ['public', 'waiting', 'sent-back'] as const;
export type ProposalReading = (typeof proposalReadings)[number];

/** What the commune says of it: nothing yet, that it looks into it, yes, or no with the reason. */
export const proposalStates = ['waiting', 'study', 'accepted', 'refused'] as const;
export type ProposalState = (typeof proposalStates)[number];

/** What a collective asks of its commune on one measure: a page of the "cahier de doléances". */
@Entity()
@Index(['communeId', 'measureId'])
@Index(['publishedAt', 'id'])
@Check('collective_proposal_state', `state IN ('waiting', 'study', 'accepted', 'refused')`)
@Check('collective_proposal_collective', `organisation_id IS NOT NULL OR came_from <> ''`)
@Check('collective_proposal_reading', `reading IN ('public', 'waiting', 'sent-back')`)
@Check('collective_proposal_sent_back', `(reading = 'sent-back') = (sent_back_reason <> '')`)
@Check('collective_proposal_hidden', `(hidden_at IS NULL) = (hidden_reason = '')`)
export class CollectiveProposal {
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

  /** Null for a collective of another portal. */
  @Index()
  @Column('uuid', { nullable: true })
  organisationId!: string | null;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation?: Relation<Organisation> | null;

  /** The public name of a collective of another portal; else empty. */
  @Column('text', { default: '' })
  collectiveName!: string;

  /** Address of the portal where it was written, when an archive brought it from there; empty: written here. */
  @Column('text', { default: '' })
  cameFrom!: string;

  /** Who supported it there; whoever supports it here is counted on top. */
  @Column('jsonb', { default: [] })
  elsewhere!: PeopleElsewhere[];

  /** Who wrote it in the collective's name; the public reads the collective's. */
  @Index()
  @Column('uuid', { nullable: true })
  authorId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  author?: Relation<Account> | null;

  @Column('text')
  title!: string;

  /** Markdown. */
  @Column('text')
  body!: string;

  @Column('text', { default: 'waiting' })
  state!: ProposalState;

  @Column('text', { default: 'public' })
  reading!: ProposalReading;

  /** Why an editor sent it back, for the collective alone. */
  @Column('text', { default: '' })
  sentBackReason!: string;

  /** When it was written, if it had to be read first: the delay that everybody sees begins here. */
  @Column('timestamptz', { nullable: true })
  writtenAt!: Date | null;

  /** While it waits to be read, when it was written. */
  @Column('timestamptz')
  publishedAt!: Date;

  /** When it was first accepted or refused. */
  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  /** Taken back by the collective after others had supported or answered it. */
  @Column('timestamptz', { nullable: true })
  withdrawnAt!: Date | null;

  /** Taken from the public by an editor, who says why. */
  @Column('timestamptz', { nullable: true })
  hiddenAt!: Date | null;

  @Column('text', { default: '' })
  hiddenReason!: string;

  /** Goes up with each answer: of two editors at once the second is told. */
  @Column('integer', { default: 1 })
  version!: number;
}
