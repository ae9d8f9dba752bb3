import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { ResidentQuestion } from './resident-question.entity.js';

/** Somebody asks themselves this question: who asked it first, and all who joined in. */
@Entity()
@Unique(['questionId', 'accountId'])
export class QuestionJoin {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  questionId!: string;

  @ManyToOne(() => ResidentQuestion, { onDelete: 'CASCADE' })
  @JoinColumn()
  question?: Relation<ResidentQuestion>;

  @Index()
  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('timestamptz')
  joinedAt!: Date;

  /** When the mail that tells of the answer was written: nobody gets it twice. */
  @Column('timestamptz', { nullable: true })
  toldAt!: Date | null;
}
