import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { newId, type Clock, type Randomness } from '@ronron/kernel';
import { DataSource, IsNull, Not } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { CLOCK, RANDOMNESS, SETTINGS } from '../../platform/config/tokens.js';
import type { Locale } from '../../platform/i18n/locales.js';
import { longDate } from '../../platform/i18n/long-date.js';
import { Commune } from '../territories/commune.entity.js';
import { Structure } from '../territories/structure.entity.js';
import { defaultBodies } from './default-texts.js';
import { fillPlaceholders } from './legal-placeholders.js';
import { LegalText, legalKinds, type LegalKind } from './legal-text.entity.js';

/** A published version as people read it. */
export interface ReadableLegalText {
  readonly id: string;
  readonly version: number;
  readonly publishedAt: Date;
  readonly changeNote: string;
  /** Markdown, placeholders filled. */
  readonly body: string;
  /** The language of `body`: French when the asked one is not written. */
  readonly lang: Locale;
}

export interface LegalVersion {
  readonly version: number;
  readonly publishedAt: Date;
  readonly changeNote: string;
}

/** The published legal texts. A portal that has none yet begins with our own, to be completed by the commune. */
@Injectable()
export class LegalTexts implements OnApplicationBootstrap {
  constructor(
    private readonly database: DataSource,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** Processes that start together write the same: the second insert finds its row there. */
  async onApplicationBootstrap(): Promise<void> {
    const texts = this.database.getRepository(LegalText);
    const present = new Set((await texts.find({ select: { kind: true }, where: { version: 1 } })).map((t) => t.kind));
    const now = this.clock.now();
    for (const kind of legalKinds.filter((one) => !present.has(one))) {
      await texts
        .createQueryBuilder()
        .insert()
        .values({
          id: newId(this.clock, this.randomness),
          kind,
          version: 1,
          bodies: defaultBodies(kind),
          changeNote: '',
          publishedAt: now,
          publishedBy: null,
          updatedAt: now,
        })
        .orIgnore()
        .execute();
    }
  }

  /** The version in force. */
  async current(kind: LegalKind, locale: Locale): Promise<ReadableLegalText> {
    const text = await this.database
      .getRepository(LegalText)
      .findOneOrFail({ where: { kind, version: Not(IsNull()) }, order: { version: 'DESC' } });
    return this.readable(text, locale);
  }

  /** One published version, or null. */
  async version(kind: LegalKind, version: number, locale: Locale): Promise<ReadableLegalText | null> {
    const text = await this.database.getRepository(LegalText).findOneBy({ kind, version });
    return text === null ? null : this.readable(text, locale);
  }

  /** Published versions, newest first. */
  async versions(kind: LegalKind): Promise<LegalVersion[]> {
    const texts = await this.database.getRepository(LegalText).find({
      select: { version: true, publishedAt: true, changeNote: true },
      where: { kind, version: Not(IsNull()) },
      order: { version: 'DESC' },
    });
    return texts.map((text) => ({
      version: text.version!,
      publishedAt: text.publishedAt!,
      changeNote: text.changeNote,
    }));
  }

  /** Fills a body in as people would read it; for previews of a draft too. */
  async fill(body: string, publishedAt: Date, locale: Locale): Promise<string> {
    const [communes, structures] = await Promise.all([
      this.database.getRepository(Commune).find({ where: { served: true }, order: { principal: 'DESC', name: 'ASC' } }),
      this.database.getRepository(Structure).find({ where: { active: true }, order: { name: 'ASC' } }),
    ]);
    return fillPlaceholders(body, {
      commune: communes[0]?.name ?? 'Ronron',
      communes: communes.map((commune) => commune.name),
      structures,
      publicUrl: this.settings.publicUrl,
      date: longDate(publishedAt, locale),
    });
  }

  private async readable(text: LegalText, locale: Locale): Promise<ReadableLegalText> {
    const lang = text.bodies[locale] === undefined ? 'fr' : locale;
    return {
      id: text.id,
      version: text.version!,
      publishedAt: text.publishedAt!,
      changeNote: text.changeNote,
      body: await this.fill(text.bodies[lang] ?? '', text.publishedAt!, lang),
      lang,
    };
  }
}
