import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { HelpConversation } from './help-conversation.entity.js';

@Entity()
@Index(['conversationId', 'at'])
export class HelpMessage {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  conversationId!: string;

  @ManyToOne(() => HelpConversation, { onDelete: 'CASCADE' })
  @JoinColumn()
  conversation?: Relation<HelpConversation>;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  side!: 'asker' | 'operator';

  /** Null: a visitor, or somebody whose account is gone. */
  @Column('uuid', { nullable: true })
  authorId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn()
  author?: Relation<Account> | null;

  @Column('text')
  text!: string;
}
