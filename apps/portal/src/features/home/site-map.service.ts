import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { locales, withLocale } from '../../platform/i18n/locales.js';
import { PublicCatalogue } from '../catalogue/public-catalogue.service.js';
import { CommitmentsSummary } from '../commitments/public/commitments-summary.service.js';
import { Structure } from '../territories/structure.entity.js';

/** Public pages that are always there. */
const ALWAYS = [
  '/',
  '/services',
  '/engagements',
  '/engagements/cahier',
  '/aide',
  '/mentions-legales',
  '/confidentialite',
  '/accessibilite',
  '/conditions',
];

interface Entry {
  readonly path: string;
  readonly changedAt: Date | null;
}

/** The public pages, for search engines (sitemaps.org, with the languages of each page). */
@Injectable()
export class SiteMap {
  constructor(
    private readonly database: DataSource,
    private readonly catalogue: PublicCatalogue,
    private readonly commitments: CommitmentsSummary,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  async xml(): Promise<string> {
    const [services, structures, commitments] = await Promise.all([
      this.catalogue.all(),
      this.database.getRepository(Structure).findBy({ active: true }),
      this.commitments.forHome(),
    ]);
    const entries: Entry[] = [
      ...ALWAYS.map((path) => ({ path, changedAt: null })),
      ...services.map((service) => ({ path: `/services/${service.slug}`, changedAt: service.updatedAt })),
      ...commitments.map(({ slug }) => ({ path: `/engagements/${slug}`, changedAt: null })),
      ...structures.map((structure) => ({ path: `/structures/${structure.slug}`, changedAt: null })),
    ];
    return (
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' +
      `${entries.map((entry) => this.element(entry)).join('\n')}\n</urlset>\n`
    );
  }

  private element({ path, changedAt }: Entry): string {
    const address = (locale: (typeof locales)[number]): string =>
      escapeXml(this.settings.publicUrl + withLocale(locale, path));
    const others = locales.map(
      (locale) => `<xhtml:link rel="alternate" hreflang="${locale}" href="${address(locale)}"/>`,
    );
    const changed = changedAt === null ? '' : `<lastmod>${changedAt.toISOString()}</lastmod>`;
    return `<url><loc>${address('fr')}</loc>${changed}${others.join('')}</url>`;
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
