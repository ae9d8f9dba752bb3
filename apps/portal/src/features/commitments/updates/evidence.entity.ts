import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StoredFile } from '../../../platform/files/stored-file.entity.js';
import { CommitmentUpdate } from './commitment-update.entity.js';

export const evidenceKinds = ['document', 'deliberation', 'photograph', 'invoice', 'press', 'other'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** What proves an update: a web page, or a file that the portal keeps. */
@Entity()
@Check('evidence_one_source', '(url IS NULL) <> (file_id IS NULL)')
export class Evidence {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  updateId!: string;

  @ManyToOne(() => CommitmentUpdate, { onDelete: 'CASCADE' })
  @JoinColumn()
  update?: Relation<CommitmentUpdate>;

  @Column('text')
  kind!: EvidenceKind;

  @Column('text')
  caption!: string;

  /** The day of the document itself, not of its publication here. */
  @Column('date')
  datedOn!: string;

  @Column('text', { nullable: true })
  url!: string | null;

  @Column('uuid', { nullable: true })
  fileId!: string | null;

  @ManyToOne(() => StoredFile, { onDelete: 'RESTRICT' })
  @JoinColumn()
  file?: Relation<StoredFile> | null;

  @Column('timestamptz')
  addedAt!: Date;
}
