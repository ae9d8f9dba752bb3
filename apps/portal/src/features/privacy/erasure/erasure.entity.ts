import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An account that was erased: the receipt of it, which names nobody. */
@Entity()
export class Erasure {
  @PrimaryColumn('uuid')
  id!: string;

  /** The account's id, without a foreign key: nothing but the restricted store tells whose it was. */
  @Column('uuid', { unique: true })
  accountId!: string;

  /** SHA-256 of the secret in the receipt's address, hexadecimal. */
  @Column('text', { unique: true })
  receiptHash!: string;

  @Column('timestamptz')
  askedAt!: Date;

  @Column('timestamptz')
  erasedAt!: Date;

  /** When the last service had answered; null while one is still to be told. */
  @Column('timestamptz', { nullable: true })
  completedAt!: Date | null;

  /** Name, address and language, sealed: services need the address. Null once all are told. */
  @Column('text', { nullable: true })
  sealedPerson!: string | null;

  /** Rows that went or lost the name, by table. */
  @Column('jsonb')
  counts!: Record<string, number>;

  @Column('timestamptz')
  identityKeptUntil!: Date;

  @Column('timestamptz')
  accountKeptUntil!: Date;
}
