import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../../platform/config/portal-settings.js';
import { SETTINGS } from '../../platform/config/tokens.js';
import { withLocale } from '../../platform/i18n/locales.js';
import { Pages } from '../../platform/pages/pages.js';
import { Access } from '../../platform/security/access.js';
import { Prepared } from '../../platform/server/route-options.js';
import { homeModel } from './home-model.js';
import { HomePage, type HomePageData } from './home-page.service.js';

/** The front door. */
@Controller()
@Access('public')
export class HomeController {
  constructor(
    private readonly home: HomePage,
    private readonly pages: Pages,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get()
  @Prepared()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const data = await this.home.read();
    await this.pages.show(request, reply, 'home/home', homeModel(data, request.actor !== null), {
      title: { key: 'home:title', params: { commune: data.commune } },
      description: { key: 'home:description', params: { commune: data.commune } },
      jsonLd: this.jsonLd(request, data),
    });
  }

  private jsonLd(request: FastifyRequest, data: HomePageData): object[] {
    const url = this.settings.publicUrl + withLocale(request.locale, '/');
    return [
      {
        '@context': 'https://schema.org',
        '@type': 'WebSite',
        name: data.commune,
        url,
        inLanguage: request.locale,
        potentialAction: {
          '@type': 'SearchAction',
          target: `${this.settings.publicUrl}${withLocale(request.locale, '/services')}?q={search_term_string}`,
          'query-input': 'required name=search_term_string',
        },
      },
      {
        '@context': 'https://schema.org',
        '@type': 'GovernmentOrganization',
        name: data.commune,
        url: this.settings.publicUrl,
        areaServed: data.communes.map((name) => ({ '@type': 'City', name })),
      },
    ];
  }
}
