import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StoredFile } from '../../../platform/files/stored-file.entity.js';
import { Account } from '../../accounts/account.entity.js';

export type DataExportStatus = 'queued' | 'ready' | 'failed';

/** Somebody's request for a copy of their data, and the copy while it can be fetched. */
@Entity()
@Index('data_export_one_under_way', ['accountId'], { unique: true, where: `status = 'queued'` })
export class DataExport {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('text')
  status!: DataExportStatus;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz')
  askedAt!: Date;

  @Column('timestamptz', { nullable: true })
  readyAt!: Date | null;

  /** When the copy goes. */
  @Index()
  @Column('timestamptz', { nullable: true })
  expiresAt!: Date | null;

  @Column('uuid', { nullable: true })
  fileId!: string | null;

  @ManyToOne(() => StoredFile, { onDelete: 'SET NULL' })
  @JoinColumn()
  file?: Relation<StoredFile> | null;

  @Column('timestamptz', { nullable: true })
  fetchedAt!: Date | null;
}
