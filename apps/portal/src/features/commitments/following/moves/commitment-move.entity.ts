import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Commune } from '../../../territories/commune.entity.js';
import { Commitment } from '../../promises/commitment.entity.js';

/** What may move. Followers and services know these words: none is ever renamed. */
export const moveKinds = [
  'published',
  'promise',
  'status',
  'deadline',
  'progress',
  'milestone',
  'update',
  'evidence',
  'correction',
  'answer',
  'answer-correction',
] as const;
export type MoveKind = (typeof moveKinds)[number];

/** Something that the public can see has changed: written once, in the transaction of the change. */
@Entity()
@Index(['commitmentId', 'id'])
@Index('commitment_move_waiting', ['communeId'], { where: 'digest_id IS NULL' })
export class CommitmentMove {
  /** Ordered by time (UUID version 7). */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  communeId!: string;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune>;

  @Column('uuid')
  commitmentId!: string;

  @ManyToOne(() => Commitment, { onDelete: 'CASCADE' })
  @JoinColumn()
  commitment?: Relation<Commitment>;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  kind!: MoveKind;

  /** What moved, when it has a name: an action, an update, a piece of evidence. Never a resident's words, which may be taken back. */
  @Column('text', { default: '' })
  title!: string;

  /** A status, a day (YYYY-MM-DD), a level or the state of an action; empty for none. */
  @Column('text', { default: '' })
  fromValue!: string;

  @Column('text', { default: '' })
  toValue!: string;

  /** Why: of a status, a deadline, a correction. */
  @Column('text', { default: '' })
  reason!: string;

  /** Where it is read, from its commitment's address on: `/nouvelles/…`, `/questions/…`, `#parcours`; empty for the page itself. */
  @Column('text', { default: '' })
  place!: string;

  /** The digest that tells followers of it; null while more may come to go with it. No key: digests are forgotten sooner. */
  @Index()
  @Column('uuid', { nullable: true })
  digestId!: string | null;
}

/** The path of the page that shows it, to the very place. Needs its commitment with commune and measure. */
export function pathOfMove({ commitment, place }: Pick<CommitmentMove, 'commitment' | 'place'>): string {
  return `/engagements/${commitment!.commune!.slug}/${commitment!.measure!.key}${place}`;
}
