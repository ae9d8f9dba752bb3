import type { RoomAllowance } from '@ronron/connectors';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Service } from '../service.entity.js';

/** Free, or whatever the holder wishes to give: a service never has another price. */
export const planPrices = ['free', 'contribution'] as const;
export type PlanPrice = (typeof planPrices)[number];

/** One of the ways in which a service can be had: how much of it, for how many people. */
@Entity()
@Index(['serviceId', 'position'])
@Index('plan_one_default', ['serviceId'], { unique: true, where: 'is_default' })
@Check('plan_default_is_offered', 'NOT is_default OR retired_at IS NULL')
export class Plan {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  serviceId!: string;

  @ManyToOne(() => Service, { onDelete: 'CASCADE' })
  @JoinColumn()
  service?: Relation<Service>;

  @Column('text')
  name!: string;

  /** One plain sentence: for whom it is meant. */
  @Column('text', { default: '' })
  summary!: string;

  /** Bytes; null: what the service grants by itself. */
  @Column('bigint', {
    nullable: true,
    transformer: { to: (n: number | null) => n, from: (s: string | null) => (s === null ? null : Number(s)) },
  })
  quota!: number | null;

  /** Most people of an organisation who use it; null: no limit. */
  @Column('integer', { nullable: true })
  mostMembers!: number | null;

  /** What it allows in meeting rooms; null where the service has none. */
  @Column('jsonb', { nullable: true })
  rooms!: RoomAllowance | null;

  @Column('text')
  price!: PlanPrice;

  /** For a free contribution: what is suggested, and to whom. */
  @Column('text', { default: '' })
  contributionNote!: string;

  /** Where one can give; null: the note says how. */
  @Column('text', { nullable: true })
  contributionUrl!: string | null;

  /** What is granted when nobody chose. */
  @Column('boolean', { default: false })
  isDefault!: boolean;

  @Column('integer')
  position!: number;

  /** Not offered any more; who has it keeps it. */
  @Column('timestamptz', { nullable: true })
  retiredAt!: Date | null;

  /** Raised with each change of what it gives; subscriptions behind it are brought up to it. */
  @Column('integer', { default: 1 })
  revision!: number;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;
}
