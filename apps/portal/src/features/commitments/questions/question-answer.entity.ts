import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { ResidentQuestion } from './resident-question.entity.js';

/** What was answered, then each correction: the newest holds, the older ones stay readable. */
@Entity()
@Index(['questionId', 'at'])
export class QuestionAnswer {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  questionId!: string;

  @ManyToOne(() => ResidentQuestion, { onDelete: 'CASCADE' })
  @JoinColumn()
  question?: Relation<ResidentQuestion>;

  @Column('timestamptz')
  at!: Date;

  /** Markdown. */
  @Column('text')
  body!: string;

  /** Why the answer before was corrected; empty for the first one. */
  @Column('text', { default: '' })
  reason!: string;

  /** The accountable elected person, as the public read their name then. */
  @Column('text')
  accountableName!: string;

  /** No foreign key: the answer outlives the account. */
  @Column('uuid', { nullable: true })
  authorId!: string | null;

  /** The editor who answered in that person's name; empty when they answered themselves. */
  @Column('text', { default: '' })
  authorName!: string;
}
