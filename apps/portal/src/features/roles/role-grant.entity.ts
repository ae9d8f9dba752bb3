import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { Commune } from '../territories/commune.entity.js';
import { Structure } from '../territories/structure.entity.js';

/** A power of an account: operator of a structure, editor of a commune, or administrator of the portal. */
@Entity()
@Check(
  'role_grant_scope',
  `(role = 'operator' AND structure_id IS NOT NULL AND commune_id IS NULL) OR
   (role = 'editor' AND commune_id IS NOT NULL AND structure_id IS NULL) OR
   (role = 'administrator' AND structure_id IS NULL AND commune_id IS NULL)`,
)
@Index(['accountId', 'role', 'structureId', 'communeId'], { unique: true })
export class RoleGrant {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn()
  account?: Relation<Account>;

  @Column('text')
  role!: 'operator' | 'editor' | 'administrator';

  @Column('uuid', { nullable: true })
  structureId!: string | null;

  @ManyToOne(() => Structure, { onDelete: 'CASCADE' })
  @JoinColumn()
  structure?: Relation<Structure> | null;

  @Column('uuid', { nullable: true })
  communeId!: string | null;

  @ManyToOne(() => Commune, { onDelete: 'CASCADE' })
  @JoinColumn()
  commune?: Relation<Commune> | null;

  /** How an operator hears of new requests. */
  @Column('text', { default: 'at-once' })
  notify!: 'at-once' | 'daily' | 'never';

  @Column('timestamptz')
  createdAt!: Date;
}
