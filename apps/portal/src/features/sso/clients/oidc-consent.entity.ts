import type { PersonalScope } from '@ronron/oidc';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../../accounts/account.entity.js';
import { OidcClient } from './oidc-client.entity.js';

/** What somebody agreed that an application learns of them. */
@Entity()
export class OidcConsent {
  @PrimaryColumn('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @PrimaryColumn('uuid')
  clientId!: string;

  @ManyToOne(() => OidcClient, { onDelete: 'CASCADE' })
  @JoinColumn()
  client?: Relation<OidcClient>;

  @Column('text', { array: true })
  scopes!: PersonalScope[];

  @Column('timestamptz')
  agreedAt!: Date;
}
