import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { AppError } from '@ronron/kernel';
import type { Templates } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS, TEMPLATES } from '../../../platform/config/tokens.js';
import { Translations } from '../../../platform/i18n/translations.js';
import { Access } from '../../../platform/security/access.js';
import { NOT_FOUND } from '../../../platform/security/security.errors.js';
import { Prepared } from '../../../platform/server/route-options.js';
import { forAll } from '../open-data/feeds/feeds.controller.js';
import { comparisonCsv } from './comparison-csv.js';
import { Comparisons } from './comparison.service.js';
import { glancePicture } from './glance-picture.js';
import { CommuneOverviews } from './overview.service.js';
import { Pages } from '../../../platform/pages/pages.js';

/** So many communes fit beside their measures on a desk; more of them are scrolled through. */
const SIDE_BY_SIDE = 4;

/** Short forms of the commitments: an extract for the commune's own site, and all communes side by side. */
@Controller('engagements')
@Access('public')
export class ExtractController {
  constructor(
    private readonly overviews: CommuneOverviews,
    private readonly comparisons: Comparisons,
    private readonly translations: Translations,
    private readonly pages: Pages,
    @Inject(TEMPLATES) private readonly templates: Templates,
    @Inject(SETTINGS) private readonly settings: PortalSettings,
  ) {}

  @Get('comparaison')
  @Prepared()
  async comparison(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const comparison = await this.comparisons.all(request.locale);
    const model = { ...comparison, wide: comparison.communes.length > SIDE_BY_SIDE };
    await this.pages.show(request, reply, 'commitments/public/comparison', model, {
      title: 'commitments:comparison.title',
      description: 'commitments:comparison.lead',
      breadcrumbs: [{ label: 'commitments:public.title', href: '/engagements' }],
    });
  }

  @Get('comparaison.csv')
  @Prepared()
  async comparisonCsv(@Res() reply: FastifyReply): Promise<void> {
    const csv = comparisonCsv(await this.comparisons.all('fr'), this.settings.publicUrl);
    await forAll(reply).type('text/csv; charset=utf-8').send(csv);
  }

  /** The only page of the portal that others may frame: it holds no form, no script and nobody's session. */
  @Get(':commune/extrait')
  @Prepared()
  async extract(
    @Param('commune') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const overview = await this.overviews.of(slug, request.locale);
    if (overview === null) throw new AppError(NOT_FOUND);
    const { locale } = request;
    const { publicUrl } = this.settings;
    const { commune, commitments } = overview;
    const html = this.templates.fragment(
      'commitments/public/extract',
      { locale, publicUrl, commune, commitments, picture: glancePicture(commitments) },
      { locale, translate: this.translations.for(locale), publicUrl },
    );
    const policy = String(reply.getHeader('content-security-policy') ?? '');
    await reply
      .removeHeader('x-frame-options')
      .header('content-security-policy', policy.replace(/frame-ancestors [^;]*/, 'frame-ancestors *'))
      .type('text/html; charset=utf-8')
      .send(html);
  }
}
