import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Append-only (a trigger refuses anything else): who with power changed what, before and after, and from where. */
@Entity()
export class AuditEntry {
  @PrimaryColumn('uuid')
  id!: string;

  @Index()
  @Column('timestamptz')
  at!: Date;

  /** No foreign key: the entry outlives the account. Null: the portal itself or a command. */
  @Index()
  @Column('uuid', { nullable: true })
  actorId!: string | null;

  @Column('text')
  actorName!: string;

  /** `resource.verb`, e.g. `request.approved`. */
  @Column('text')
  action!: string;

  @Column('text')
  subjectKind!: string;

  @Index()
  @Column('uuid')
  subjectId!: string;

  @Index()
  @Column('uuid', { nullable: true })
  structureId!: string | null;

  @Index()
  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @Column('jsonb', { nullable: true })
  before!: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  after!: Record<string, unknown> | null;

  /** Network address of the actor. */
  @Column('text', { nullable: true })
  fromAddress!: string | null;
}
