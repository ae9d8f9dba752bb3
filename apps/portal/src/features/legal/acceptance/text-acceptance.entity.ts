import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import type { LegalKind } from '../legal-text.entity.js';

/** Somebody accepted one version of a text; never changed afterwards. */
@Entity()
@Unique(['accountId', 'kind', 'version'])
export class TextAcceptance {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('text')
  kind!: LegalKind;

  @Column('integer')
  version!: number;

  @Column('timestamptz')
  acceptedAt!: Date;
}
