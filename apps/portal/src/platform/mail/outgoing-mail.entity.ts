import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A mail on its way: written in the transaction that causes it, sent by the worker. */
@Entity()
@Index(['status', 'createdAt'])
export class OutgoingMail {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  recipient!: string;

  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  @Column('text')
  subject!: string;

  @Column('text')
  body!: string;

  @Column('text')
  locale!: 'fr' | 'en' | 'br';

  @Column('text', { nullable: true })
  replyTo!: string | null;

  /** Stands in the mail's head for programs that offer to unsubscribe; null for mails that nobody subscribed to. */
  @Column('text', { nullable: true })
  unsubscribeUrl!: string | null;

  @Column('text')
  status!: 'queued' | 'sent' | 'failed' | 'bounced';

  @Column('text', { default: '' })
  failure!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;
}
