import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { StoredFile } from '../../../platform/files/stored-file.entity.js';
import { Gathering } from '../gathering/gathering.entity.js';

/** A document of a gathering: a web page, or a file that the portal keeps. Published with it. */
@Entity()
@Check('gathering_paper_one_source', '(url IS NULL) <> (file_id IS NULL)')
export class GatheringPaper {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('uuid')
  gatheringId!: string;

  @ManyToOne(() => Gathering, { onDelete: 'CASCADE' })
  @JoinColumn()
  gathering?: Relation<Gathering>;

  @Column('text')
  title!: string;

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
