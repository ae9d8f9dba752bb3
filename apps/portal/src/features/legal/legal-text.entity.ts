import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Locale } from '../../platform/i18n/locales.js';

export const legalKinds = ['notice', 'privacy', 'accessibility', 'terms'] as const;
export type LegalKind = (typeof legalKinds)[number];

/** One version of one legal text. Published versions never change: people accepted them. */
@Entity()
@Index(['kind', 'version'], { unique: true })
@Index('legal_text_one_draft', ['kind'], { unique: true, where: 'version IS NULL' })
export class LegalText {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: LegalKind;

  /** 1, 2, 3 …; null for the draft of the next one. */
  @Column('integer', { nullable: true })
  version!: number | null;

  /** Markdown by language, with the placeholders of `legal-placeholders.ts`. French is always there. */
  @Column('jsonb')
  bodies!: Partial<Record<Locale, string>>;

  /** What changed, in a sentence for people who accepted the version before. */
  @Column('text', { default: '' })
  changeNote!: string;

  /** Whether people who accepted an older version are asked again: set by who writes it. */
  @Column('boolean', { default: false })
  needsAcceptance!: boolean;

  @Column('timestamptz', { nullable: true })
  publishedAt!: Date | null;

  /** Account's id, without a foreign key: the text outlives the account. Null: written by the portal itself. */
  @Column('uuid', { nullable: true })
  publishedBy!: string | null;

  @Column('timestamptz')
  updatedAt!: Date;
}
