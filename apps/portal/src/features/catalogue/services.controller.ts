import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale } from '../../platform/i18n/locales.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { NOT_FOUND } from '../../platform/security/security.errors.js';
import { Prepared } from '../../platform/server/route-options.js';
import { PlanWords } from './plans/plan-words.service.js';
import { Plans } from './plans/plans.service.js';
import { PublicCatalogue } from './public-catalogue.service.js';
import { readCatalogueFilters } from './public/catalogue-filters.js';
import { catalogueModel, serviceModel } from './public/catalogue-models.js';
import { serviceJsonLd } from './public/service-json-ld.js';
import { wayIn } from './public/way-in.js';

/** The catalogue and each service's page, open to all. */
@Controller('services')
@Access('public')
export class ServicesController {
  constructor(
    private readonly catalogue: PublicCatalogue,
    private readonly plans: Plans,
    private readonly words: PlanWords,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get()
  @Prepared()
  async index(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filters = readCatalogueFilters(query);
    const [everything, filled, found] = await Promise.all([
      this.catalogue.all(),
      this.catalogue.filled(),
      this.catalogue.search(filters, request.locale),
    ]);
    const model = catalogueModel(filters, everything, found, this.catalogue.needsOf(everything), filled);
    await this.pages.show(request, reply, 'catalogue/index', model, {
      title: 'catalogue:index.title',
      description: 'catalogue:index.description',
      jsonLd: [
        {
          '@context': 'https://schema.org',
          '@type': 'ItemList',
          itemListElement: found.map((service, index) => ({
            '@type': 'ListItem',
            position: index + 1,
            name: service.name,
            url: this.url(request, `/services/${service.slug}`),
          })),
        },
      ],
    });
  }

  @Get(':slug')
  @Prepared()
  async show(@Param('slug') slug: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const service = await this.catalogue.bySlug(slug);
    if (service === null) throw new AppError(NOT_FOUND);
    const full = await this.catalogue.isFull(service);
    const plans = (await this.plans.offered(service.id)).map((plan) => ({
      ...plan,
      line: this.words.line(plan, request.locale),
    }));
    const model = { ...serviceModel(service, wayIn({ ...service, full })), plans };
    await this.pages.show(request, reply, 'catalogue/show', model, {
      title: { text: service.name },
      description: { text: service.summary },
      breadcrumbs: [{ label: 'catalogue:index.title', href: '/services' }],
      jsonLd: [serviceJsonLd(service, this.url(request, `/services/${slug}`), this.settings.publicUrl)],
    });
  }

  private url(request: FastifyRequest, path: string): string {
    return this.settings.publicUrl + withLocale(request.locale, path);
  }
}
