import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Locale } from '../../platform/i18n/locales.js';
import { Translations } from '../../platform/i18n/translations.js';
import { cataloguePath, type CatalogueFilters } from './public/catalogue-filters.js';
import { serviceCard, type ServiceCard } from './public/service-card.js';
import { needIcons } from './public/need-icons.js';
import { searchScore, searchTerms } from './public/text-search.js';
import { needs, Service, type Need } from './service.entity.js';
import { intakeOf } from '../territories/structure.entity.js';

/** What the public sees of a service: published, of a structure that is active. Nothing of its connector. */
export type PublicService = Service & {
  readonly structure: NonNullable<Service['structure']>;
  readonly software: NonNullable<Service['software']>;
};

/** A need with its way into the catalogue. */
export interface NeedEntry {
  readonly need: Need;
  /** How many services answer it. */
  readonly count: number;
  readonly icon: string;
  readonly href: string;
}

/** The published services, as everybody may see them. */
@Injectable()
export class PublicCatalogue {
  constructor(
    private readonly database: DataSource,
    private readonly translations: Translations,
  ) {}

  /** All of them, by name. */
  async all(): Promise<PublicService[]> {
    return (await this.published().orderBy('service.name').take(1000).getMany()) as PublicService[];
  }

  /** Those that the filters keep; with words to look for, the best first. */
  async search(filters: CatalogueFilters, locale: Locale): Promise<PublicService[]> {
    const kept = (await this.all()).filter(
      (service) =>
        (filters.need === null || service.needs.includes(filters.need)) &&
        (filters.audience === null || service.audiences.includes(filters.audience)) &&
        (filters.structure === null || service.structure.slug === filters.structure),
    );
    const terms = searchTerms(filters.q);
    if (terms.length === 0) return kept;
    return kept
      .map((service) => ({ service, score: searchScore(terms, this.searched(service, locale)) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ service }) => service);
  }

  /** Null when there is none, or none that is published. */
  async bySlug(slug: string): Promise<PublicService | null> {
    if (!/^[a-z0-9-]{1,100}$/.test(slug)) return null;
    return (await this.published().andWhere('service.slug = :slug', { slug }).getOne()) as PublicService | null;
  }

  async ofStructure(structureId: string): Promise<PublicService[]> {
    const services = this.published().andWhere('service.structureId = :structureId', { structureId });
    return (await services.orderBy('service.name').take(1000).getMany()) as PublicService[];
  }

  /** Whether every place is taken, or those who run it say so. */
  async isFull(service: PublicService): Promise<boolean> {
    if (intakeOf(service) === 'full') return true;
    if (service.capacity === null) return false;
    const [row] = await this.database.query<{ taken: number }[]>(
      `SELECT count(*)::int AS taken FROM subscription WHERE service_id = $1 AND status <> 'ended'`,
      [service.id],
    );
    return row!.taken >= service.capacity;
  }

  /** The ids of those of which every place is taken. */
  async filled(): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ id: string }[]>(
      `SELECT service.id FROM service JOIN subscription ON subscription.service_id = service.id AND subscription.status <> 'ended'
       WHERE service.capacity IS NOT NULL GROUP BY service.id HAVING count(*) >= service.capacity`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The needs that at least one service answers, with how many do. */
  needsOf(services: readonly PublicService[]): NeedEntry[] {
    return needs
      .map((need) => ({
        need,
        count: services.filter((service) => service.needs.includes(need)).length,
        icon: needIcons[need],
        href: cataloguePath({ need }),
      }))
      .filter(({ count }) => count > 0);
  }

  /** What the partial `catalogue/service-card` takes. */
  card(service: PublicService, filled: ReadonlySet<string>): ServiceCard {
    return serviceCard(service, filled);
  }

  private published() {
    return this.database
      .getRepository(Service)
      .createQueryBuilder('service')
      .innerJoinAndSelect('service.structure', 'structure')
      .innerJoinAndSelect('service.software', 'software')
      .where('service.published AND structure.active');
  }

  private searched(service: PublicService, locale: Locale): { text: string; weight: number }[] {
    const words = service.needs.flatMap((need) => [
      this.translations.text(locale, `catalogue:needs.${need}.label`),
      this.translations.text(locale, `catalogue:needs.${need}.words`),
    ]);
    return [
      { text: service.name, weight: 4 },
      { text: words.join(' '), weight: 3 },
      { text: service.summary, weight: 3 },
      { text: service.software.name, weight: 2 },
      { text: service.structure.name, weight: 2 },
      { text: service.description, weight: 1 },
    ];
  }
}
