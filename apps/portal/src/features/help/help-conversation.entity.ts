import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Service } from '../catalogue/service.entity.js';
import { Structure } from '../territories/structure.entity.js';

export const helpKinds = ['question', 'fault'] as const;
export type HelpKind = (typeof helpKinds)[number];

/** A question or a fault, and what was said about it. */
@Entity()
@Index(['structureId', 'status', 'waitingSince'])
@Index(['accountId', 'lastMessageAt'])
export class HelpConversation {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: HelpKind;

  @Column('text')
  subject!: string;

  @Column('uuid', { nullable: true })
  serviceId!: string | null;

  @ManyToOne(() => Service, { onDelete: 'SET NULL' })
  @JoinColumn()
  service?: Relation<Service> | null;

  /** Whose operators answer; null: the administrators of the portal. Fixed when it is opened. */
  @Column('uuid', { nullable: true })
  structureId!: string | null;

  @ManyToOne(() => Structure, { onDelete: 'SET NULL' })
  @JoinColumn()
  structure?: Relation<Structure> | null;

  /** Null for a visitor, who has `email` and a secret link instead. */
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account> | null;

  /** A visitor's address, lower case; null with an account, whose address may change. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { default: '' })
  visitorName!: string;

  @Column('text')
  locale!: 'fr' | 'en' | 'br';

  /** SHA-256 of each secret link that was mailed to the visitor, hexadecimal: every one of them keeps working. */
  @Column('text', { array: true, default: '{}', select: false })
  keyHashes!: string[];

  @Column('text')
  status!: 'open' | 'closed';

  /** Since when the asker waits for an answer; null while it is the asker's turn or it is closed. */
  @Column('timestamptz', { nullable: true })
  waitingSince!: Date | null;

  @Column('timestamptz')
  lastMessageAt!: Date;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;
}
