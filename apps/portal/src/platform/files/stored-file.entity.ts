import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A file that was uploaded or made. In PostgreSQL by default, so that replicas share it. */
@Entity()
export class StoredFile {
  @PrimaryColumn('uuid')
  id!: string;

  /** As its owner named it; never part of a path. */
  @Column('text')
  name!: string;

  /** Found by looking at the content, not at what the browser claimed. */
  @Column('text')
  mediaType!: string;

  @Column('integer')
  size!: number;

  @Column('text')
  sha256!: string;

  /** Public files are served to anybody who has the address. */
  @Column('boolean', { default: false })
  public!: boolean;

  /** Whose own it is, if anybody's: it goes with the account. */
  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  /** When it goes by itself; null: never. */
  @Index()
  @Column('timestamptz', { nullable: true })
  keptUntil!: Date | null;

  @Column('bytea', { select: false })
  content!: Buffer;

  @Column('timestamptz')
  createdAt!: Date;
}
