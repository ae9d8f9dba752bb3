import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a host must be able to tell (décret n° 2021-1362), each with a clock of its own. */
export const retainedCategories = ['identity', 'account', 'connection'] as const;
export type RetainedCategory = (typeof retainedCategories)[number];

/** One record of the restricted store: sealed, found only by whoever knows the address that it is about. */
@Entity()
export class RetainedRecord {
  @PrimaryColumn('uuid')
  id!: string;

  /** Without a foreign key: it outlives the account. */
  @Index()
  @Column('uuid')
  accountId!: string;

  @Column('text')
  category!: RetainedCategory;

  /** HMAC-SHA-256 of the e-mail or network address, hexadecimal. */
  @Index()
  @Column('text')
  lookup!: string;

  @Column('text')
  sealed!: string;

  @Column('timestamptz')
  at!: Date;

  @Index()
  @Column('timestamptz')
  keptUntil!: Date;
}
